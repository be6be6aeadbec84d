using System.Net;
using System.Net.Sockets;
using System.Text;
using Layotto.Grpc.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Http.Tests;

/// <summary>A forwarder between a real client and a real server.</summary>
public sealed class ForwarderTests : IAsyncLifetime
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KestrelHost _app = null!;
    private KestrelHost _proxy = null!;
    private UpstreamPool _pool = null!;
    private RequestDelegate _answer = _ => Task.CompletedTask;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Uri Address => new($"http://{_proxy.BoundEndpoints[0]}");

    public async ValueTask InitializeAsync()
    {
        _app = await StartAsync(context => _answer(context));
        _pool = new UpstreamPool(_app.BoundEndpoints[0]);
        _proxy = await StartAsync(ForwardAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        await _app.DisposeAsync();
        _pool.Dispose();
    }

    [Theory]
    [InlineData("GET", 0)]
    [InlineData("POST", 5)]
    [InlineData("PUT", 100_000)]
    [InlineData("PATCH", 0)]
    [InlineData("DELETE", 3)]
    [InlineData("OPTIONS", 0)]
    public async Task Method_path_headers_and_body_arrive_and_the_answer_comes_back(string method, int length)
    {
        _answer = async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            context.Response.StatusCode = 418;
            context.Response.Headers["X-Seen"] = $"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget} {context.Request.Headers["X-Sent"]} {body.Length}";
            context.Response.Headers.Append("Set-Cookie", "a=1");
            context.Response.Headers.Append("Set-Cookie", "b=2");
            await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
        };
        var content = new byte[length];
        Random.Shared.NextBytes(content);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri(Address, "/a%2Fb/c?d=%20e"));
        request.Headers.Add("X-Sent", "one, two");
        if (length > 0)
            request.Content = new ByteArrayContent(content);

        using var response = await _client.SendAsync(request, Cancelled);

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal($"{method} /a%2Fb/c?d=%20e one, two {length}", Assert.Single(response.Headers.GetValues("X-Seen")));
        Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal(content, await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Fact]
    public async Task Headers_of_the_connection_stay_on_it()
    {
        _answer = context =>
        {
            context.Response.Headers["X-Seen"] = string.Join(' ', context.Request.Headers.Keys.Select(key => key.ToLowerInvariant()).Order(StringComparer.Ordinal));
            context.Response.Headers.Connection = "X-Secret";
            context.Response.Headers["X-Secret"] = "1";
            context.Response.Headers["Proxy-Authenticate"] = "Basic";
            return Task.CompletedTask;
        };
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_proxy.BoundEndpoints[0], Cancelled);
        await client.Client.SendAsync(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\nProxy-Authorization: x\r\nKeep-Alive: timeout=5\r\nUpgrade: other\r\nX-Other: 1\r\n\r\n"u8.ToArray(),
            Cancelled);

        var answer = await ReadUntilAsync(client.GetStream(), "\r\n\r\n");

        Assert.True(answer.Contains("\r\nX-Seen: host x-other\r\n", StringComparison.Ordinal), answer);
        Assert.DoesNotContain("X-Secret", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Proxy-Authenticate", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_stream_both_ways_at_the_same_time()
    {
        _answer = async context =>
        {
            var buffer = new byte[16];
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        };
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_proxy.BoundEndpoints[0], Cancelled);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"u8.ToArray(), Cancelled);

        // Each piece comes back before the next one is sent.
        Assert.EndsWith("3\r\none\r\n", await ReadUntilAsync(stream, "one\r\n"), StringComparison.Ordinal);
        await stream.WriteAsync("3\r\ntwo\r\n"u8.ToArray(), Cancelled);
        Assert.Equal("3\r\ntwo\r\n", await ReadUntilAsync(stream, "two\r\n"));
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Cancelled);
        Assert.Equal("0\r\n\r\n", await ReadUntilAsync(stream, "0\r\n\r\n"));
    }

    [Theory]
    [InlineData(5_000_000, true)]
    [InlineData(5_000_000, false)]
    [InlineData(70_000, true)]
    public async Task A_large_response_arrives_whole_and_leaves_the_connection_usable(int length, bool isAnnounced)
    {
        var content = new byte[length];
        Random.Shared.NextBytes(content);
        _answer = context =>
        {
            context.Response.ContentLength = isAnnounced ? length : null;
            return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
        };

        Assert.Equal(content, await _client.GetByteArrayAsync(Address, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
        Assert.Equal(content, await _client.GetByteArrayAsync(Address, Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
    }

    [Fact]
    public async Task An_answer_before_the_end_of_the_request_ends_the_exchange()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 413;
            return Task.CompletedTask;
        };
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_proxy.BoundEndpoints[0], Cancelled);
        await client.Client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhello"u8.ToArray(), Cancelled);

        Assert.Equal("HTTP/1.1 413", await ReadAsync(client.GetStream(), 12));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_request_at_the_server()
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            began.SetResult();
            await aborted.Task;
        };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var call = _client.GetAsync(Address, leaving.Token);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await leaving.CancelAsync();

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Head_and_not_modified_keep_the_length_that_a_body_would_have()
    {
        _answer = context =>
        {
            context.Response.ContentLength = 1234;
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(HttpMethod.Head, Address);

        using var response = await _client.SendAsync(request, Cancelled);

        Assert.Equal(1234, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Trailers_are_passed_on()
    {
        await using var server = new ScriptedUpstream("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n");
        _pool.Dispose();
        _pool = new UpstreamPool(server.EndPoint);
        using var request = new HttpRequestMessage(HttpMethod.Get, Address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await _client.SendAsync(request, Cancelled);

        Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("42", Assert.Single(response.TrailingHeaders.GetValues("X-Sum")));
    }

    [Fact]
    public async Task A_connection_that_was_closed_while_it_rested_is_replaced_by_a_new_one()
    {
        const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        await using var server = new ScriptedUpstream(Ok, ScriptedUpstream.Close, Ok);
        _pool.Dispose();
        _pool = new UpstreamPool(server.EndPoint);

        Assert.Equal("hello", await _client.GetStringAsync(Address, Cancelled));
        Assert.Equal("hello", await _client.GetStringAsync(Address, Cancelled));

        Assert.Equal(2, server.Connections);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_request_that_may_have_been_carried_out_is_not_sent_twice()
    {
        await using var server = new ScriptedUpstream("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ScriptedUpstream.Close, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        _pool.Dispose();
        _pool = new UpstreamPool(server.EndPoint);
        Assert.Equal("hello", await _client.GetStringAsync(Address, Cancelled));

        using var response = await _client.PostAsync(Address, new StringContent("x"), Cancelled);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.IsType<EndOfStreamException>(await _failure.Task);
    }

    private static async Task<string> ReadUntilAsync(Stream stream, string end)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
            text.Append(await ReadAsync(stream, 1));
        return text.ToString();
    }

    private static async Task<string> ReadAsync(Stream stream, int length)
    {
        var buffer = new byte[length];
        await stream.ReadExactlyAsync(buffer, Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        return Encoding.ASCII.GetString(buffer);
    }

    private static async Task<KestrelHost> StartAsync(RequestDelegate handler)
    {
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0, ListenProtocols.Http1AndHttp2)], Limits = new HostLimits { MaxRequestBodySize = null } },
            handler,
            NullLoggerFactory.Instance);
        await host.StartAsync(Cancelled);
        return host;
    }

    private async Task ForwardAsync(HttpContext context)
    {
        try
        {
            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            await HttpForwarder.ForwardAsync(context, _pool, context.Request.Method, target, ForwardTransform.None, context.RequestAborted);
        }
        catch (Exception exception)
        {
            _failure.TrySetResult(exception);
            if (context.Response.HasStarted)
                context.Abort();
            else
                context.Response.StatusCode = 502;
        }
    }
}
