using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Layotto.Telemetry;

/// <summary>Sends the spans of <see cref="Tracing.Source"/> to where they are collected, from its start until it is disposed.</summary>
public sealed class TraceExport : IDisposable
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(5);

    private readonly TracerProvider _provider;

    private TraceExport(TracerProvider provider) => _provider = provider;

    /// <summary>Begins to send.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="resource">Who tells.</param>
    /// <param name="registry">Where what becomes of spans is counted; null for nowhere.</param>
    /// <param name="loggers">Makes the loggers.</param>
    /// <param name="timeProvider">The clock of the batches; null for the system's.</param>
    /// <returns>The export; null when spans go nowhere.</returns>
    public static TraceExport? Start(
        TraceExportOptions options, TelemetryResource resource, MetricRegistry? registry, ILoggerFactory loggers, TimeProvider? timeProvider = null)
    {
        if (!options.IsAny)
            return null;
        var logger = loggers.CreateLogger("dapr.runtime.trace");
        var metrics = new SpanMetrics(registry);

        // Tracer has decided already: whatever it starts comes with a sampled parent.
        var builder = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource.ToBuilder())
            .SetSampler(new ParentBasedSampler(new AlwaysOffSampler()))
            .AddSource(Tracing.SourceName);
        if (options.Otlp is { } otlp)
            Add("otlp", new OtlpTraceExporter(ToExporterOptions(otlp)));
        if (options.Zipkin is { } zipkin)
            Add("zipkin", new ZipkinSpanExporter(zipkin, resource.ServiceName));
        if (options.LogSpans)
            Add("log", new LogSpanExporter(logger));
        return new TraceExport(builder.Build());

        void Add(string name, BaseExporter<System.Diagnostics.Activity> exporter)
            => builder.AddProcessor(new SpanQueue(name, exporter, options, metrics, logger, timeProvider ?? TimeProvider.System));
    }

    /// <summary>Sends what is left, for at most five seconds, and ends.</summary>
    public void Dispose()
    {
        _provider.Shutdown((int)ShutdownPatience.TotalMilliseconds);
        _provider.Dispose();
    }

    private static OtlpExporterOptions ToExporterOptions(OtlpEndpoint endpoint) => new()
    {
        Endpoint = endpoint.Address,
        Protocol = endpoint.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
        TimeoutMilliseconds = (int)Math.Clamp(endpoint.Timeout.TotalMilliseconds, 1, int.MaxValue),

        // The headers go with the client: the exporter's own setting for them can't carry a comma.
        HttpClientFactory = () => TelemetryHttp.CreateClient(endpoint),
    };
}
