using System.Net;
using Layotto.Grpc.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Conformance.Tests.BuiltIn;

/// <summary>An HTTP server that answers every request with what it was sent.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private WebServer(KestrelHost host) => _host = host;

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_host.BoundEndpoints[0]).Port}";

    public static async Task<WebServer> StartAsync()
    {
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http1)] },
            static context => context.Request.Body.CopyToAsync(context.Response.Body),
            NullLoggerFactory.Instance);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new WebServer(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
