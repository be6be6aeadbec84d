namespace Layotto.Gateway;

/// <summary>The variables of the OpenTelemetry specification: those for traces overlay the configuration, those for metrics stand alone.</summary>
public sealed record OpenTelemetryEnvironment
{
    /// <summary><c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>, or else <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string? TracesEndpoint { get; init; }

    /// <summary>Whether <see cref="TracesEndpoint"/> is the one for traces alone, which is used as it stands, without a path being added.</summary>
    public bool IsTracesEndpointSpecific { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_TRACES_PROTOCOL</c>, or else <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</summary>
    public string? TracesProtocol { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_TRACES_HEADERS</c>, or else <c>OTEL_EXPORTER_OTLP_HEADERS</c>. May hold secrets.</summary>
    public string? TracesHeaders { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_TRACES_TIMEOUT</c>, or else <c>OTEL_EXPORTER_OTLP_TIMEOUT</c>: milliseconds.</summary>
    public string? TracesTimeout { get; init; }

    /// <summary><c>OTEL_METRICS_EXPORTER</c>: <c>otlp</c> to send metrics to a collector.</summary>
    public string? MetricsExporter { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_METRICS_ENDPOINT</c>, or else <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string? MetricsEndpoint { get; init; }

    /// <summary>Whether <see cref="MetricsEndpoint"/> is the one for metrics alone, which is used as it stands.</summary>
    public bool IsMetricsEndpointSpecific { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_METRICS_PROTOCOL</c>, or else <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</summary>
    public string? MetricsProtocol { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_METRICS_HEADERS</c>, or else <c>OTEL_EXPORTER_OTLP_HEADERS</c>. May hold secrets.</summary>
    public string? MetricsHeaders { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_METRICS_TIMEOUT</c>, or else <c>OTEL_EXPORTER_OTLP_TIMEOUT</c>: milliseconds.</summary>
    public string? MetricsTimeout { get; init; }

    /// <summary><c>OTEL_METRIC_EXPORT_INTERVAL</c>: milliseconds between two sendings of metrics.</summary>
    public string? MetricsInterval { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_INSECURE</c> is <c>true</c>: a collector whose address has no scheme is reached without TLS.</summary>
    public bool IsInsecure { get; init; }

    /// <summary><c>OTEL_SERVICE_NAME</c>: goes before the app id as the name of the service.</summary>
    public string? ServiceName { get; init; }

    /// <summary><c>OTEL_RESOURCE_ATTRIBUTES</c>: further attributes of the resource, <c>key=value</c> separated by commas.</summary>
    public string? ResourceAttributes { get; init; }

    /// <summary>Reads an environment.</summary>
    /// <param name="lookUp">Gives the value of a variable, or null.</param>
    public static OpenTelemetryEnvironment Read(Func<string, string?> lookUp)
    {
        return new OpenTelemetryEnvironment
        {
            TracesEndpoint = Text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? Text("OTEL_EXPORTER_OTLP_ENDPOINT"),
            IsTracesEndpointSpecific = Text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is not null,
            TracesProtocol = Text("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? Text("OTEL_EXPORTER_OTLP_PROTOCOL"),
            TracesHeaders = Text("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? Text("OTEL_EXPORTER_OTLP_HEADERS"),
            TracesTimeout = Text("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT") ?? Text("OTEL_EXPORTER_OTLP_TIMEOUT"),
            MetricsExporter = Text("OTEL_METRICS_EXPORTER"),
            MetricsEndpoint = Text("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") ?? Text("OTEL_EXPORTER_OTLP_ENDPOINT"),
            IsMetricsEndpointSpecific = Text("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") is not null,
            MetricsProtocol = Text("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL") ?? Text("OTEL_EXPORTER_OTLP_PROTOCOL"),
            MetricsHeaders = Text("OTEL_EXPORTER_OTLP_METRICS_HEADERS") ?? Text("OTEL_EXPORTER_OTLP_HEADERS"),
            MetricsTimeout = Text("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT") ?? Text("OTEL_EXPORTER_OTLP_TIMEOUT"),
            MetricsInterval = Text("OTEL_METRIC_EXPORT_INTERVAL"),
            IsInsecure = lookUp("OTEL_EXPORTER_OTLP_INSECURE") == "true",
            ServiceName = Text("OTEL_SERVICE_NAME"),
            ResourceAttributes = Text("OTEL_RESOURCE_ATTRIBUTES"),
        };

        string? Text(string name) => lookUp(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Says where traces go; the headers, which may hold secrets, stay out.</summary>
    public override string ToString()
        => $"OpenTelemetryEnvironment {{ TracesEndpoint = {TracesEndpoint}, TracesProtocol = {TracesProtocol}, ServiceName = {ServiceName} }}";
}
