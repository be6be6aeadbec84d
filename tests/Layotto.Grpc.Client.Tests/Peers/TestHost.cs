using System.Net;
using Grpc.Core;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Grpc.Client.Tests.Peers;

/// <summary>A server in this process: one of gRPC, or one that answers HTTP/2 as a test wants it.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private TestHost(KestrelHost host) => _host = host;

    public int Port => ((IPEndPoint)_host.BoundEndpoints[0]).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    public static Task<TestHost> ServeAsync(ServerServiceDefinition.Builder service, HostLimits? limits = null, ListenEndpoint? endpoint = null) =>
        AnswerAsync(new GrpcServerBuilder().Add(service.Build()).Build().HandleAsync, limits, endpoint);

    public static async Task<TestHost> AnswerAsync(RequestDelegate handler, HostLimits? limits = null, ListenEndpoint? endpoint = null)
    {
        var host = new KestrelHost(
            new KestrelHostOptions
            {
                Endpoints = [endpoint ?? ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http2)],
                Limits = limits ?? new HostLimits { MaxRequestBodySize = null },
            },
            handler,
            NullLoggerFactory.Instance);
        await host.StartAsync(Patience.Cancellation).Soon();
        return new TestHost(host);
    }

    /// <summary>Starts a gRPC response, for handlers that go on to break it.</summary>
    public static Task StartResponseAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        return context.Response.StartAsync(Patience.Cancellation);
    }

    public static void EndWith(HttpContext context, string status, string? message = null)
    {
        context.Response.AppendTrailer("grpc-status", status);
        if (message is not null)
            context.Response.AppendTrailer("grpc-message", message);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
