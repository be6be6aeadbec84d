using System.Net;
using System.Text;
using Layotto.Grpc.Hosting;
using Layotto.Http.Http2;
using Layotto.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Http.Tests.Http2;

/// <summary>The client against a real server.</summary>
public sealed class Http2KestrelTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private RequestDelegate _answer = _ => Task.CompletedTask;
    private KestrelHost _app = null!;
    private Http2Pool _pool = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await StartAsync(new HostLimits { MaxRequestBodySize = null });
        _pool = new Http2Pool(_app.BoundEndpoints[0], "the.authority:1");
    }

    public async ValueTask DisposeAsync()
    {
        _pool.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Head_body_and_trailers_pass_both_ways()
    {
        _answer = async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            context.Response.StatusCode = 218;
            context.Response.Headers["x-seen"] = $"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget} {context.Request.Host} {string.Join('+', (IEnumerable<string?>)context.Request.Headers["x-sent"])}";
            context.Response.DeclareTrailer("x-last");
            await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
            context.Response.AppendTrailer("x-last", "1");
        };

        // More than once, so that the tables of both sides come into it.
        for (var time = 0; time < 3; time++)
        {
            var stream = await _pool.OpenAsync("/a%2Fb?c=d", ("X-Sent", "one"), ("x-sent", "two"));
            Assert.True(await stream.WriteAsync("hello"u8.ToArray(), isEnd: true));
            await stream.HeadAsync();
            Assert.Equal(218, stream.StatusCode);
            Assert.Equal("POST /a%2Fb?c=d the.authority:1 one+two", stream.FindHeader("x-seen"));
            Assert.Equal("hello", Encoding.ASCII.GetString(await stream.BodyAsync()));
            Assert.Equal("1", stream.FindTrailer("x-last"));
            Assert.True(stream.IsEnded);
            stream.Release();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(20_000_000)]
    public async Task Large_bodies_pass_both_ways_at_the_same_time(int length)
    {
        _answer = Echo;
        var content = new byte[length];
        new Random(3).NextBytes(content);
        var stream = await _pool.OpenAsync("/");
        var sending = SendAllAsync(stream, content);
        await stream.HeadAsync();
        Assert.Equal(content, await stream.BodyAsync());
        await sending;
        stream.Release();
    }

    [Fact]
    public async Task Many_streams_share_a_connection()
    {
        _answer = Echo;
        await Task.WhenAll(Enumerable.Range(0, 400).Select(async number =>
        {
            var content = Enumerable.Repeat((byte)number, 1 + (number * 331)).ToArray();
            var stream = await _pool.OpenAsync($"/{number}", ("x-number", $"{number}"));
            var sending = SendAllAsync(stream, content);
            await stream.HeadAsync();
            Assert.Equal(content, await stream.BodyAsync());
            await sending;
            stream.Release();
        })).WaitAsync(Patience, Cancelled);
        Assert.Equal(1, _pool.ConnectionCount);
    }

    [Fact]
    public async Task Other_connections_are_made_where_the_server_limits_streams()
    {
        await using var small = await StartAsync(new HostLimits { MaxStreamsPerConnection = 2 });
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = _ => release.Task;
        using var pool = new Http2Pool(small.BoundEndpoints[0], "a", new Http2Options { MaxConnections = 3 });
        var streams = new List<Http2Stream>();
        for (var number = 0; number < 6; number++)
        {
            streams.Add(await pool.OpenAsync("/"));
            await streams[^1].WriteAsync(default, isEnd: true);
        }

        Assert.Equal(3, pool.ConnectionCount);

        // The seventh waits for one of the others to end.
        var waiting = pool.OpenAsync("/");
        Assert.False(waiting.IsCompleted);
        release.SetResult();
        var last = await waiting;
        await last.WriteAsync(default, isEnd: true);
        foreach (var stream in streams.Append(last))
        {
            await stream.HeadAsync();
            Assert.Equal(200, stream.StatusCode);
            stream.Release();
        }
    }

    [Fact]
    public async Task A_server_that_nobody_reads_from_waits()
    {
        var written = 0L;
        _answer = async context =>
        {
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                Interlocked.Add(ref written, piece.Length);
            }
        };
        using var pool = new Http2Pool(_app.BoundEndpoints[0], "a", new Http2Options { StreamWindow = 100_000 });
        var stream = await pool.OpenAsync("/");
        await stream.WriteAsync(default, isEnd: true);
        await stream.HeadAsync();
        for (var read = 0; read < 5_000_000; read += (await stream.PieceAsync()).Length)
        {
            // What the server is ahead by is bounded by the window and by what lies in its own buffers.
            Assert.InRange(Interlocked.Read(ref written), 0, read + 100_000 + (1 << 20));
            Assert.InRange(stream.Available(out _), 0, 100_000);
        }

        stream.Release();
    }

    [Fact]
    public async Task What_is_let_go_of_ends_for_the_server()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        };
        var stream = await _pool.OpenAsync("/");
        stream.Flush();
        await stream.HeadAsync();
        stream.Release();
        await ended.Task.WaitAsync(Patience, Cancelled);
        Assert.False(await stream.WriteAsync("more"u8.ToArray()));
    }

    [Fact]
    public async Task Whoever_waits_for_an_answer_is_told_of_an_abort()
    {
        _answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var stream = await _pool.OpenAsync("/");
        stream.Flush();
        var head = stream.HeadAsync();
        stream.Abort(new OperationCanceledException());
        await Assert.ThrowsAsync<OperationCanceledException>(() => head);
        stream.Release();
    }

    [Fact]
    public async Task A_server_that_is_gone_is_found_again()
    {
        _answer = Echo;
        var endPoint = (IPEndPoint)_app.BoundEndpoints[0];
        await CallAsync(_pool);
        await _app.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => CallAsync(_pool));
        var time = new FakeTimeProvider();
        using var pool = new Http2Pool(endPoint, "a", new Http2Options { TimeProvider = time });
        var refused = await Assert.ThrowsAsync<UpstreamUnavailableException>(() => CallAsync(pool));
        Assert.Equal($"Can't connect to {endPoint}: Connection refused.", refused.Message);

        // It is too early to look again, and then it isn't.
        _app = await StartAsync(new HostLimits(), endPoint.Port);
        await Assert.ThrowsAsync<UpstreamUnavailableException>(() => CallAsync(pool));
        time.Advance(TimeSpan.FromSeconds(3));
        await CallAsync(pool);
    }

    [Fact]
    public async Task A_connection_without_requests_is_closed_after_a_while()
    {
        _answer = Echo;
        var time = new FakeTimeProvider();
        using var pool = new Http2Pool(_app.BoundEndpoints[0], "a", new Http2Options { TimeProvider = time, IdleTimeout = TimeSpan.FromMinutes(1) });
        await CallAsync(pool);
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(1, pool.ConnectionCount);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, pool.ConnectionCount);
        await CallAsync(pool);
        Assert.Equal(1, pool.ConnectionCount);
    }

    [Fact]
    public async Task A_pool_that_is_closed_lets_its_requests_end()
    {
        _answer = Echo;
        var stream = await _pool.OpenAsync("/");
        await stream.WriteAsync("a"u8.ToArray());
        await stream.HeadAsync();
        _pool.Dispose();
        await Assert.ThrowsAsync<UpstreamUnavailableException>(() => _pool.OpenAsync("/"));
        await stream.WriteAsync("b"u8.ToArray(), isEnd: true);
        Assert.Equal("ab", Encoding.ASCII.GetString(await stream.BodyAsync()));
        stream.Release();
    }

    [Fact]
    public async Task A_Unix_socket_does_as_well()
    {
        _answer = Echo;
        var path = Path.Combine(Path.GetTempPath(), $"h2-{Guid.NewGuid():N}.sock");
        await using var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Unix(path, ListenProtocols.Http2)] }, context => _answer(context), NullLoggerFactory.Instance);
        await host.StartAsync(Cancelled);
        using var pool = new Http2Pool(new System.Net.Sockets.UnixDomainSocketEndPoint(path), "localhost");
        await CallAsync(pool);
    }

    private static async Task CallAsync(Http2Pool pool)
    {
        var stream = await pool.OpenAsync("/");
        await stream.WriteAsync("x"u8.ToArray(), isEnd: true);
        await stream.HeadAsync();
        Assert.Equal("x", Encoding.ASCII.GetString(await stream.BodyAsync()));
        stream.Release();
    }

    private static async Task SendAllAsync(Http2Stream stream, byte[] content)
    {
        for (var start = 0; start < content.Length; start += 100_000)
            Assert.True(await stream.WriteAsync(content.AsMemory(start, Math.Min(100_000, content.Length - start))));
        await stream.WriteAsync(default, isEnd: true);
    }

    private static async Task Echo(HttpContext context)
    {
        await context.Response.StartAsync(context.RequestAborted);
        await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task<KestrelHost> StartAsync(HostLimits limits, int port = 0)
    {
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, port, ListenProtocols.Http2)], Limits = limits },
            context => _answer(context),
            NullLoggerFactory.Instance);
        await host.StartAsync(Cancelled);
        return host;
    }
}
