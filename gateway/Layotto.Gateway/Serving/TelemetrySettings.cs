using System.Globalization;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Layotto.Telemetry;

namespace Layotto.Gateway.Serving;

/// <summary>What the Configuration, the flags and OpenTelemetry's variables make of tracing and metrics together.</summary>
internal sealed class TelemetrySettings
{
    private const string TracesPath = "/v1/traces";
    private const string MetricsPath = "/v1/metrics";
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    private readonly MetricRegistryOptions? _registry;
    private readonly GatewayMetricsOptions _metrics;

    private TelemetrySettings(GatewayOptions options, GatewayEnvironment environment, DaprConfiguration configuration)
    {
        var variables = environment.OpenTelemetry;
        Resource = TelemetryResource.Read(options.AppId, variables.ServiceName, variables.ResourceAttributes);
        Traces = ReadTraces(configuration.Tracing, variables);
        var isFromEnvironment = configuration.Tracing.Otlp.EndpointAddress.Length == 0 && variables.TracesEndpoint is not null;

        // As in Dapr: a collector that the environment names gets everything, unless the Configuration says how much.
        var rate = configuration.Tracing.SamplingRate.Length == 0 && isFromEnvironment ? "1" : configuration.Tracing.SamplingRate;
        Tracer = Tracer.Create(rate, Traces.IsAny);
        MetricsCollector = ReadMetricsCollector(variables);
        MetricsInterval = Milliseconds("OTEL_METRIC_EXPORT_INTERVAL", variables.MetricsInterval) ?? DefaultInterval;

        var settings = configuration.Metrics;
        var isMeasured = settings.IsEnabled && (options.EnableMetrics || MetricsCollector is not null);
        _registry = isMeasured ? new MetricRegistryOptions { CommonLabels = [KeyValuePair.Create("app_id", options.AppId)], Rules = ReadRules(settings) } : null;
        _metrics = new GatewayMetricsOptions
        {
            Namespace = environment.Namespace ?? "",
            RecordErrorCodes = settings.RecordErrorCodes,
            Latencies = settings.LatencyBuckets.Count > 0 ? HistogramShape.LatenciesOf(settings.LatencyBuckets) : HistogramShape.Latencies,
            IncreasedCardinality = settings.Http.IncreasedCardinality,
            PathMatching = settings.Http.PathMatching,
            ExcludeVerbs = settings.Http.ExcludeVerbs,
        };
    }

    /// <summary>Who tells.</summary>
    public TelemetryResource Resource { get; }

    /// <summary>Where spans go.</summary>
    public TraceExportOptions Traces { get; }

    /// <summary>Starts spans.</summary>
    public Tracer Tracer { get; }

    /// <summary>Where metrics are sent; null for nowhere.</summary>
    public OtlpEndpoint? MetricsCollector { get; }

    /// <summary>How long to wait between two sendings of metrics.</summary>
    public TimeSpan MetricsInterval { get; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="GatewayStartException">One is wrong; the message says which.</exception>
    public static TelemetrySettings Read(GatewayOptions options, GatewayEnvironment environment, DaprConfiguration configuration)
        => new(options, environment, configuration);

    /// <summary>Makes the metrics.</summary>
    /// <param name="overflowed">Is told of a metric with too many series.</param>
    public GatewayMetrics CreateMetrics(Action<MetricFamily> overflowed)
    {
        if (_registry is null)
            return GatewayMetrics.None;
        var options = new MetricRegistryOptions { CommonLabels = _registry.CommonLabels, Rules = _registry.Rules, Overflowed = overflowed };
        return new GatewayMetrics(new MetricRegistry(options), _metrics);
    }

    /// <summary>Where spans go, for the log.</summary>
    public string DescribeDestinations()
        => string.Join(", ", new[] { Traces.Otlp?.ToString(), Traces.Zipkin?.ToString(), Traces.LogSpans ? "the log" : null }.Where(destination => destination is not null));

    private static TraceExportOptions ReadTraces(TracingSettings tracing, OpenTelemetryEnvironment variables)
    {
        Uri? zipkin = null;
        if (tracing.ZipkinEndpoint.Length > 0 && (!Uri.TryCreate(tracing.ZipkinEndpoint, UriKind.Absolute, out zipkin) || zipkin.Scheme is not ("http" or "https")))
            throw Wrong("spec.tracing.zipkin.endpointAddress", tracing.ZipkinEndpoint, "an address such as http://localhost:9411/api/v2/spans");
        return new TraceExportOptions { LogSpans = tracing.Stdout, Zipkin = zipkin, Otlp = ReadTracesCollector(tracing.Otlp, variables) };
    }

    // The Configuration's address goes before the environment's; headers of both are sent, and the environment's time-out goes first.
    private static OtlpEndpoint? ReadTracesCollector(OtlpSettings settings, OpenTelemetryEnvironment variables)
    {
        var isConfigured = settings.EndpointAddress.Length > 0;
        var text = isConfigured ? settings.EndpointAddress : variables.TracesEndpoint;

        // An address without a protocol is none, as in Dapr.
        if (text is null || (isConfigured && settings.Protocol.Length == 0))
            return null;
        var isGrpc = isConfigured ? settings.Protocol == "grpc" : IsGrpc(variables.TracesProtocol);
        var isSecure = isConfigured ? settings.IsSecure : !variables.IsInsecure;
        return new OtlpEndpoint
        {
            Address = OtlpEndpoint.ReadAddress(text, isGrpc, isSecure, TracesPath, !isConfigured && variables.IsTracesEndpointSpecific)
                ?? throw Wrong(isConfigured ? "spec.tracing.otel.endpointAddress" : "OTEL_EXPORTER_OTLP_ENDPOINT", text, "HOST:PORT, or an http or https address"),
            IsGrpc = isGrpc,
            Headers = [.. OtlpEndpoint.ReadHeaders(settings.Headers), .. OtlpEndpoint.ReadHeaders(variables.TracesHeaders ?? "")],
            Timeout = Milliseconds("OTEL_EXPORTER_OTLP_TIMEOUT", variables.TracesTimeout) ?? settings.Timeout ?? OtlpEndpoint.DefaultTimeout,
        };
    }

    // Asked for by name: a collector that is there for traces need not take metrics.
    private static OtlpEndpoint? ReadMetricsCollector(OpenTelemetryEnvironment variables)
    {
        if (variables.MetricsExporter is not "otlp" || variables.MetricsEndpoint is not { } text)
            return null;
        var isGrpc = IsGrpc(variables.MetricsProtocol);
        return new OtlpEndpoint
        {
            Address = OtlpEndpoint.ReadAddress(text, isGrpc, !variables.IsInsecure, MetricsPath, variables.IsMetricsEndpointSpecific)
                ?? throw Wrong("OTEL_EXPORTER_OTLP_ENDPOINT", text, "HOST:PORT, or an http or https address"),
            IsGrpc = isGrpc,
            Headers = OtlpEndpoint.ReadHeaders(variables.MetricsHeaders ?? ""),
            Timeout = Milliseconds("OTEL_EXPORTER_OTLP_TIMEOUT", variables.MetricsTimeout) ?? OtlpEndpoint.DefaultTimeout,
        };
    }

    private static LabelRule[] ReadRules(MetricsSettings settings)
    {
        try
        {
            return [.. settings.Rules.SelectMany(rule => rule.Labels.Select(label => new LabelRule(rule.Name, label.Name, label.Regex)))];
        }
        catch (ArgumentException exception)
        {
            throw new GatewayStartException([$"The Configuration's spec.metrics.rules: {exception.Message}"]);
        }
    }

    private static bool IsGrpc(string? protocol) => protocol?.StartsWith("http", StringComparison.Ordinal) != true;

    private static TimeSpan? Milliseconds(string variable, string? text)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw Wrong(variable, text, "a whole number of milliseconds");
    }

    private static GatewayStartException Wrong(string setting, string value, string right) => new([$"{setting} is \"{value}\"; it must be {right}."]);
}
