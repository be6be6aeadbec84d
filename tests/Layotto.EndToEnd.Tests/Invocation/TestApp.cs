using System.Net;
using Layotto.Grpc.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>An app in the test's own process: a server whose handler the test writes.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private TestApp(KestrelHost host) => _host = host;

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_host.BoundEndpoints[0]).Port;

    /// <summary>Starts an app.</summary>
    /// <param name="handler">Answers its requests.</param>
    /// <param name="protocols">What it speaks.</param>
    /// <param name="port">Its port; 0 for a free one.</param>
    public static async Task<TestApp> StartAsync(RequestDelegate handler, ListenProtocols protocols = ListenProtocols.Http1, int port = 0)
    {
        var options = new KestrelHostOptions
        {
            Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, port, protocols)],
            Limits = new HostLimits { MaxRequestBodySize = null, MinRequestDataRate = null, MinResponseDataRate = null },
        };
        var host = new KestrelHost(options, handler, NullLoggerFactory.Instance);
        await host.StartAsync(CancellationToken.None);
        return new TestApp(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
