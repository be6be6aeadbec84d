namespace Layotto.Dapr.Resources.Configurations;

/// <summary>The exporter to an OpenTelemetry collector (<c>spec.tracing.otel</c>).</summary>
public sealed record OtlpSettings
{
    /// <summary><c>http</c> or <c>grpc</c>; empty where not given.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>The collector's address; empty for none.</summary>
    public string EndpointAddress { get; init; } = "";

    /// <summary>Whether the connection is encrypted.</summary>
    public bool IsSecure { get; init; } = true;

    /// <summary>Headers sent along, each as <c>name=value</c>. They can hold credentials and are never shown.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>How long an export may take; null for the exporter's own default.</summary>
    public TimeSpan? Timeout { get; init; }
}
