using System.Net;
using System.Net.Sockets;
using System.Text;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Tests.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Grpc.Tests.Hosting;

/// <summary>Where the requests of a host that runs inline are handled.</summary>
public sealed class InlineHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_runtime_has_the_property()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Assert.True(InlineCompletions.TryPrefer(socket));
    }

    [Fact]
    public async Task A_request_runs_where_the_kernel_is_heard()
    {
        await using var host = await StartAsync(context => context.Response.WriteAsync($"{Thread.CurrentThread.IsThreadPoolThread}", Cancellation));
        using var client = new HttpClient();
        Assert.Equal("False", await SecondAnswerAsync(client, host));
    }

    [Fact]
    public async Task A_request_that_may_block_runs_on_the_pool_also_after_a_wait_for_its_body()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(context => PooledRequests.HandleAsync(context, async inner =>
        {
            var threads = new StringBuilder().Append(Thread.CurrentThread.IsThreadPoolThread);
            var buffer = new byte[16];
            while (await inner.Request.Body.ReadAsync(buffer, Cancellation).ConfigureAwait(false) > 0)
            {
                threads.Append(',').Append(Thread.CurrentThread.IsThreadPoolThread);
                read.TrySetResult();
            }

            await inner.Response.WriteAsync(threads.ToString(), Cancellation);
        }));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host.BoundEndpoints[0], Cancellation);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n1"u8.ToArray(), Cancellation);
        await read.Task.WaitAsync(TestServer.Patience, Cancellation);
        await stream.WriteAsync("2"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Cancellation).WaitAsync(TestServer.Patience, Cancellation);
        Assert.Contains("True,True,True", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_over_HTTP_2_runs_on_the_pool()
    {
        await using var host = await StartAsync(context => context.Response.WriteAsync($"{Thread.CurrentThread.IsThreadPoolThread}", Cancellation));
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal("True", await SecondAnswerAsync(client, host));
    }

    // The first request of a connection may have come with its beginning.
    private static async Task<string> SecondAnswerAsync(HttpClient client, KestrelHost host)
    {
        await client.GetStringAsync($"http://{host.BoundEndpoints[0]}/", Cancellation).WaitAsync(TestServer.Patience, Cancellation);
        return await client.GetStringAsync($"http://{host.BoundEndpoints[0]}/", Cancellation).WaitAsync(TestServer.Patience, Cancellation);
    }

    private static async Task<KestrelHost> StartAsync(RequestDelegate handler)
    {
        var host = new KestrelHost(
            new KestrelHostOptions { Endpoints = [ListenEndpoint.Tcp(IPAddress.Loopback, 0)], RunsInline = true }, handler, NullLoggerFactory.Instance);
        await host.StartAsync(Cancellation);
        return host;
    }
}
