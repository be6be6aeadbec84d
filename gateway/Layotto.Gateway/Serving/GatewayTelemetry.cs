using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;
using Layotto.Telemetry;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>What is seen of the gateway from outside, from its start to the last span that is sent.</summary>
internal sealed class GatewayTelemetry : IAsyncDisposable
{
    private readonly TraceExport? _traces;
    private readonly MetricExport? _metrics;

    private GatewayTelemetry(TelemetrySettings settings, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("dapr.runtime");
        Metrics = settings.CreateMetrics(family => logger.LogWarning(
            "The metric {Name} has so many series that no more are made; what comes counts as {Overflow}", family.Name, MetricFamily<Counter>.Overflow));
        Tracer = settings.Tracer;
        _traces = settings.Traces.IsAny && Tracer.Mode == TraceMode.Record ? StartTraces(settings, Metrics.Registry, loggers) : null;
        if (_traces is not null)
            logger.LogInformation("Traces are sampled at a rate of {Rate} and go to {Destinations}", Tracer.Sampler.Rate, settings.DescribeDestinations());
        if (settings.MetricsCollector is { } collector && Metrics.Registry is { } registry)
            _metrics = MetricExport.Start(collector, settings.MetricsInterval, settings.Resource, registry, loggers);
    }

    /// <summary>What is measured.</summary>
    public GatewayMetrics Metrics { get; }

    /// <summary>Counts what resiliency policies do; null when nothing is measured.</summary>
    public IResilienceObserver? ResilienceObserver => Metrics.IsEnabled ? Metrics.Resiliency : null;

    /// <summary>Starts spans.</summary>
    public Tracer Tracer { get; }

    /// <summary>Begins to measure, to trace and to send.</summary>
    /// <exception cref="GatewayStartException">A setting is wrong; the message says which.</exception>
    public static GatewayTelemetry Start(GatewayOptions options, GatewayEnvironment environment, GatewayResources resources, ILoggerFactory loggers)
        => new(TelemetrySettings.Read(options, environment, resources.Configuration), loggers);

    /// <summary>Sends what is left, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        // It blocks for as long as the collector takes.
        await Task.Run(() => _traces?.Dispose()).ConfigureAwait(false);
        if (_metrics is not null)
            await _metrics.DisposeAsync().ConfigureAwait(false);
    }

    // Apart, so that OpenTelemetry's assemblies are loaded only where spans go somewhere.
    private static TraceExport? StartTraces(TelemetrySettings settings, MetricRegistry? registry, ILoggerFactory loggers)
        => TraceExport.Start(settings.Traces, settings.Resource, registry, loggers);
}
