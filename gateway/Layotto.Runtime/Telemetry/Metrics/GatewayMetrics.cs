using Layotto.Components;

namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>
/// Everything that the gateway measures, under Dapr's names, a part for each area. An engine or an adapter takes it as an optional
/// property that is <see cref="None"/> by default, and records through the parts' methods: when metrics are off they return at once.
/// </summary>
/// <remarks>
/// Where a method takes <c>start</c>, it is what <c>Stopwatch.GetTimestamp()</c> gave when the work began; 0 counts without a latency.
/// </remarks>
public sealed class GatewayMetrics
{
    /// <summary>Creates the metrics.</summary>
    /// <param name="registry">Where they are declared; null when nothing is to be measured.</param>
    /// <param name="options">What is measured and how.</param>
    public GatewayMetrics(MetricRegistry? registry, GatewayMetricsOptions options)
    {
        Registry = registry;
        Http = new HttpServerMetrics(registry, options);
        HttpClient = new HttpClientMetrics(registry, options);
        Grpc = new GrpcServerMetrics(registry, options);
        GrpcClient = new GrpcClientMetrics(registry, options);
        Components = new ComponentMetrics(registry, options);
        Runtime = new RuntimeMetrics(registry);
        Invocation = new InvocationMetrics(registry, options);
        Resiliency = new ResiliencyMetrics(registry);
        Errors = new ErrorMetrics(options.RecordErrorCodes ? registry : null);
    }

    /// <summary>Measures nothing.</summary>
    public static GatewayMetrics None { get; } = new(null, new GatewayMetricsOptions());

    /// <summary>Measures how components are, from now on. To be called once.</summary>
    /// <param name="registry">Where the components are.</param>
    public void Observe(ComponentRegistry registry) => Registry?.Components(() => registry.All);

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled => Registry is not null;

    /// <summary>Where the metrics are declared; null when nothing is measured.</summary>
    public MetricRegistry? Registry { get; }

    /// <summary>Calls of the HTTP API.</summary>
    public HttpServerMetrics Http { get; }

    /// <summary>Calls to the app over HTTP.</summary>
    public HttpClientMetrics HttpClient { get; }

    /// <summary>Calls of the gRPC servers.</summary>
    public GrpcServerMetrics Grpc { get; }

    /// <summary>Calls to the app over gRPC, and proxied calls of other sidecars.</summary>
    public GrpcClientMetrics GrpcClient { get; }

    /// <summary>What components are used for.</summary>
    public ComponentMetrics Components { get; }

    /// <summary>The gateway itself: components that start, access control.</summary>
    public RuntimeMetrics Runtime { get; }

    /// <summary>Service invocation between sidecars.</summary>
    public InvocationMetrics Invocation { get; }

    /// <summary>Resiliency policies.</summary>
    public ResiliencyMetrics Resiliency { get; }

    /// <summary>Errors by their codes.</summary>
    public ErrorMetrics Errors { get; }
}
