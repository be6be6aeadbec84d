using System.Net;
using Grpc.Core;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Grpc.Tests.Server;

/// <summary>A server on a free port, and a plain HTTP/2 client for it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly KestrelHost _host;

    private TestServer(KestrelHost host, int port)
    {
        _host = host;
        Port = port;
        Client = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            Timeout = Patience,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public KestrelHost Host => _host;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestServer> StartAsync(
        ServerServiceDefinition service, GrpcServerOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        var server = new GrpcServerBuilder
        {
            Options = options ?? new GrpcServerOptions(),
            TimeProvider = timeProvider ?? TimeProvider.System,
            LoggerFactory = loggerFactory,
        }.Add(service).Build();
        var host = new KestrelHost(
            new KestrelHostOptions
            {
                Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0)],
                Limits = new HostLimits { MaxRequestBodySize = null },
            },
            server.HandleAsync,
            loggerFactory ?? NullLoggerFactory.Instance);
        await host.StartAsync(Cancellation).WaitAsync(Patience, Cancellation);
        return new TestServer(host, ((IPEndPoint)host.BoundEndpoints[0]).Port);
    }

    public static HttpRequestMessage Request(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public async Task<TestCall> CallAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = Request(path, new ByteArrayContent(body), headers);
        var response = await Client.SendAsync(request, Cancellation).WaitAsync(Patience, Cancellation);
        return new TestCall(response, await response.Content.ReadAsByteArrayAsync(Cancellation).WaitAsync(Patience, Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
