using Layotto.Benchmarks.Tests.Servers;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http2;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http2;

/// <summary>The HTTP/2 client against a real Kestrel.</summary>
public sealed class Http2ConnectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unary_call_is_answered_and_checked()
    {
        var seen = "";
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http2, async context =>
        {
            var request = context.Request;
            seen = $"{request.Method} {request.Path} {request.ContentType} {request.Headers.TE} {request.Headers["x-a"]} {request.Host}";
            await EchoAsync(context);
        });

        var result = await LoadRun.ExecuteAsync(
            Grpc(server.Address) with
            {
                Path = "/some.Service/Method",
                Headers = [("X-A", "b"), ("host", "other:1")],
                Body = "hello"u8.ToArray(),
                Connections = 2,
                Streams = 8,
                ExpectedLength = 5,
            },
            Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal("POST /some.Service/Method application/grpc trailers b other:1", seen);
        Assert.Equal(2, result.ConnectionsOpened);
    }

    [Fact]
    public async Task An_open_loop_answers_every_due_request()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http2, EchoAsync);

        var result = await LoadRun.ExecuteAsync(Grpc(server.Address) with { Rate = 500, Streams = 4 }, Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal((150, 150), (result.Offered, result.Latency.Count));
    }

    [Fact]
    public async Task Bodies_far_beyond_all_windows_arrive_whole_both_ways()
    {
        await using var server = await HandlerServer.StartAsync(
            HttpProtocols.Http2,
            EchoAsync,
            limits =>
            {
                limits.Http2.InitialStreamWindowSize = 65_535;
                limits.Http2.InitialConnectionWindowSize = 65_535;
            });

        // More than this side's stream window too, with several streams competing for the connection's.
        var result = await LoadRun.ExecuteAsync(
            Grpc(server.Address) with
            {
                Protocol = LoadProtocol.H2c,
                Body = Enumerable.Range(0, 5_000_000).Select(number => (byte)number).ToArray(),
                Streams = 3,
                ExpectedLength = 5_000_000,
                Duration = TimeSpan.FromSeconds(2),
            },
            Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
    }

    [Fact]
    public async Task No_more_streams_are_opened_than_the_server_allows()
    {
        var concurrent = 0;
        var most = 0;
        await using var server = await HandlerServer.StartAsync(
            HttpProtocols.Http2,
            async context =>
            {
                var now = Interlocked.Increment(ref concurrent);
                InterlockedMaximum(ref most, now);
                await EchoAsync(context);
                Interlocked.Decrement(ref concurrent);
            },
            limits => limits.Http2.MaxStreamsPerConnection = 3);

        var result = await LoadRun.ExecuteAsync(Grpc(server.Address) with { Streams = 50 }, Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task A_server_stream_counts_its_messages()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http2, async context =>
        {
            context.Response.ContentType = "application/grpc";
            for (var number = 0; number < 10; number++)
            {
                await context.Response.Body.WriteAsync(GrpcMessageCounter.Frame("message"u8));
                await context.Response.Body.FlushAsync();
            }

            context.Response.AppendTrailer("grpc-status", "0");
        });

        var result = await LoadRun.ExecuteAsync(
            Grpc(server.Address) with { Shape = CallShape.ServerStream, ExpectedLength = 70 }, Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.InRange(result.MessagesInWindow, 10 * result.ResponsesInWindow, (10 * result.ResponsesInWindow) + 10);
    }

    [Fact]
    public async Task A_ping_pong_measures_each_round_trip_and_ends_its_stream()
    {
        var ended = 0;
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http2, async context =>
        {
            context.Response.ContentType = "application/grpc";
            var buffer = new byte[1024];
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0;)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
                await context.Response.Body.FlushAsync();
            }

            Interlocked.Increment(ref ended);
            context.Response.AppendTrailer("grpc-status", "0");
        });

        var result = await LoadRun.ExecuteAsync(
            Grpc(server.Address) with { Shape = CallShape.PingPong, PingsPerStream = 5, Streams = 2, Body = "ping"u8.ToArray() },
            Cancelled);

        Assert.True(result.IsValid, LoadRun.Faults(result));
        Assert.Equal(result.MessagesInWindow, result.ResponsesInWindow);
        Assert.True(ended > 0);
    }

    [Fact]
    public async Task A_failed_call_is_an_error_although_its_http_status_is_200()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http2, context =>
        {
            // Trailers-only: the status travels in the response headers.
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "12";
            return Task.CompletedTask;
        });

        var result = await LoadRun.ExecuteAsync(Grpc(server.Address), Cancelled);
        Assert.False(result.IsValid);
        Assert.Equal("grpc-status 12 instead of 0.", Assert.Single(result.Errors.Entries()).Sample);

        var expected = await LoadRun.ExecuteAsync(Grpc(server.Address) with { ExpectedGrpcStatus = 12 }, Cancelled);
        Assert.True(expected.IsValid, LoadRun.Faults(expected));
    }

    [Fact]
    public async Task A_reset_stream_is_an_error_of_its_own()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http2, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var result = await LoadRun.ExecuteAsync(Grpc(server.Address) with { Rate = 50 }, Cancelled);

        Assert.False(result.IsValid);
        Assert.Contains(result.Errors.Entries(), entry => entry.Kind == ErrorKind.StreamReset);
    }

    [Fact]
    public async Task A_server_without_http2_is_told_apart()
    {
        await using var server = await HandlerServer.StartAsync(HttpProtocols.Http1, EchoAsync);

        var result = await LoadRun.ExecuteAsync(Grpc(server.Address), Cancelled);

        Assert.False(result.IsValid);
        Assert.NotEmpty(result.Errors.Entries());
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.ContentType = "application/grpc";
        body.Position = 0;
        await body.CopyToAsync(context.Response.Body);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static void InterlockedMaximum(ref int location, int value)
    {
        for (var seen = Volatile.Read(ref location); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref location, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private static LoadOptions Grpc(string address) => new()
    {
        Target = LoadTarget.Parse(address),
        Protocol = LoadProtocol.Grpc,
        Path = "/a.B/C",
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.FromMilliseconds(300),
    };
}
