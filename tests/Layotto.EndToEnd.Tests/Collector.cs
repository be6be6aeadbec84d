using System.Net;
using System.Threading.Channels;
using Layotto.Grpc.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.EndToEnd.Tests;

/// <summary>A collector of telemetry: takes whatever is posted to it, over HTTP/1.1 or, for gRPC, HTTP/2.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private const int GrpcPrefixLength = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Post> _posts = Channel.CreateUnbounded<Post>();
    private readonly KestrelHost _host;
    private readonly bool _isGrpc;

    private Collector(bool isGrpc)
    {
        _isGrpc = isGrpc;
        var endpoint = ListenEndpoint.Tcp(IPAddress.Loopback, 0, isGrpc ? ListenProtocols.Http2 : ListenProtocols.Http1);
        _host = new KestrelHost(new KestrelHostOptions { Endpoints = [endpoint] }, TakeAsync, NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens: host and port.</summary>
    public string Address => $"127.0.0.1:{((IPEndPoint)_host.BoundEndpoints[0]).Port}";

    public static async Task<Collector> StartAsync(bool isGrpc = false)
    {
        var collector = new Collector(isGrpc);
        await collector._host.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>The next thing that was posted.</summary>
    public async Task<Post> NextAsync() => await _posts.Reader.ReadAsync(Xunit.TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    /// <summary>Everything that was posted and not yet taken.</summary>
    public IEnumerable<Post> Rest()
    {
        while (_posts.Reader.TryRead(out var post))
            yield return post;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var bytes = body.ToArray();
        _posts.Writer.TryWrite(new Post(context.Request.Path, headers, _isGrpc ? bytes[GrpcPrefixLength..] : bytes));
        if (!_isGrpc)
            return;
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[GrpcPrefixLength], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Something that was posted.</summary>
    /// <param name="Path">Where to.</param>
    /// <param name="Headers">Its headers.</param>
    /// <param name="Body">Its body; over gRPC its first message.</param>
    public sealed record Post(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
