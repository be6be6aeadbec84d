using System.IO.Compression;
using System.Net;
using Grpc.Testing;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Interop.Server;

/// <summary>The server of the interoperability cases.</summary>
public sealed class InteropServer : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private InteropServer(KestrelHost host, int port)
    {
        _host = host;
        Port = port;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts it; port 0 takes a free one.</summary>
    public static async Task<InteropServer> StartAsync(IPEndPoint endpoint)
    {
        var server = new GrpcServerBuilder { Options = new GrpcServerOptions { ResponseCompression = CompressionLevel.Fastest } }
            .Add(TestService.BindService(new InteropTestService()))
            .Build();
        var options = new KestrelHostOptions
        {
            Endpoints = [ListenEndpoint.Tcp(endpoint.Address, endpoint.Port, ListenProtocols.Http2)],
        };
        var host = new KestrelHost(options, server.HandleAsync, NullLoggerFactory.Instance);
        await host.StartAsync(CancellationToken.None);
        return new InteropServer(host, ((IPEndPoint)host.BoundEndpoints[0]).Port);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
