using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Hands requests to one handler. Kestrel keeps a slot for the application in every pooled stream or connection, and the
/// request's context lives there, so a busy connection makes no contexts.
/// </summary>
internal sealed class RequestApplication(RequestDelegate handler) : IHttpApplication<DefaultHttpContext>
{
    private int _underWay;

    /// <summary>How many requests have begun and not ended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        Interlocked.Increment(ref _underWay);
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
            return new DefaultHttpContext(contextFeatures);
        if (container.HostContext is { } pooled)
        {
            pooled.Initialize(contextFeatures);
            return pooled;
        }

        var context = new DefaultHttpContext(contextFeatures);
        container.HostContext = context;
        return context;
    }

    public Task ProcessRequestAsync(DefaultHttpContext context) => handler(context);

    public void DisposeContext(DefaultHttpContext context, Exception? exception)
    {
        Interlocked.Decrement(ref _underWay);
        context.Uninitialize();
    }
}
