namespace Layotto.Dapr.Resources.Configurations;

/// <summary>Where traces go, and how many of them (<c>spec.tracing</c>).</summary>
public sealed record TracingSettings
{
    /// <summary>The share of requests that are traced, from <c>0</c> to <c>1</c>, as written; empty where not given.</summary>
    public string SamplingRate { get; init; } = "";

    /// <summary>Whether spans are written to the standard output.</summary>
    public bool Stdout { get; init; }

    /// <summary>The address of a Zipkin collector; empty for none.</summary>
    public string ZipkinEndpoint { get; init; } = "";

    /// <summary>The OTLP exporter.</summary>
    public OtlpSettings Otlp { get; init; } = new();
}
