using Layotto.Components;
using Layotto.Dapr.Resources.Configurations;
using Layotto.Runtime.HttpPipelines;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>The HTTP pipelines of the Configuration.</summary>
internal sealed class GatewayPipelines(DaprConfiguration configuration, ComponentRegistry registry, ILoggerFactory loggers)
{
    /// <summary>The middleware before the HTTP API.</summary>
    public HttpPipeline Http { get; } = Create("httpPipeline", configuration.HttpPipeline, registry, loggers);

    /// <summary>The middleware before calls to an app that speaks HTTP.</summary>
    public HttpPipeline App { get; } = Create("appHttpPipeline", configuration.AppHttpPipeline, registry, loggers);

    /// <summary>Warns of handlers that nothing is loaded for.</summary>
    public void Refresh()
    {
        Http.Refresh();
        App.Refresh();
    }

    private static HttpPipeline Create(
        string name, IReadOnlyList<MiddlewareHandler> handlers, ComponentRegistry registry, ILoggerFactory loggers)
        => new(
            name,
            [.. handlers.Select(handler => new HttpPipelineHandler(handler.Name, handler.Type, handler.Version))],
            registry,
            loggers.CreateLogger("dapr.middleware.http"));
}
