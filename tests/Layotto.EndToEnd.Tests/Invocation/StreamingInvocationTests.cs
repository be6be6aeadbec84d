using System.Net;
using System.Text;
using System.Threading.Channels;
using Layotto.Grpc.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>Bodies are passed on as they arrive: each of these would wait for ever if anything on the way kept a piece back.</summary>
public sealed class StreamingInvocationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task Events_reach_the_client_before_the_next_is_made(string from)
    {
        var events = Channel.CreateUnbounded<string>();
        await using var pair = await SidecarPair.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await foreach (var line in events.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync($"data: {line}\n\n");
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        });
        using var client = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri((from == "caller" ? pair.Caller : pair.Callee).HttpAddress, "/v1.0/invoke/callee/method/events"));
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        var sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

        await events.Writer.WriteAsync("first", Token);
        using var response = await sending;
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.Equal("data: first", await reader.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token));
        Assert.Equal("", await reader.ReadLineAsync(Token));
        await events.Writer.WriteAsync("second", Token);
        Assert.Equal("data: second", await reader.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token));
        events.Writer.Complete();
        Assert.Equal("\n", await reader.ReadToEndAsync(Token));
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task The_app_sees_a_request_before_it_has_ended(string from)
    {
        var firstSeen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = await SidecarPair.StartAsync(async context =>
        {
            var buffer = new byte[64];
            var read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted);
            firstSeen.SetResult(Encoding.UTF8.GetString(buffer, 0, read));
            using var rest = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await rest.ReadToEndAsync(context.RequestAborted));
        });
        using var client = new HttpClient { Timeout = Patience };
        using var content = new ScriptedContent();
        var sending = client.PostAsync(new Uri((from == "caller" ? pair.Caller : pair.Callee).HttpAddress, "/v1.0/invoke/callee/method/upload"), content, Token);

        await content.WriteAsync("first");
        Assert.Equal("first", await firstSeen.Task.WaitAsync(Patience, Token));
        await content.WriteAsync("second");
        content.Complete();
        using var response = await sending;
        Assert.Equal("second", await response.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task A_response_begins_before_its_request_has_ended(string from)
    {
        await using var pair = await SidecarPair.StartAsync(
            async context =>
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
                context.Response.AppendTrailer("x-checksum", "right");
            },
            new PairSettings { AppProtocol = "h2c", AppProtocols = ListenProtocols.Http2 });
        using var client = new HttpClient { Timeout = Patience };
        using var content = new ScriptedContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri((from == "caller" ? pair.Caller : pair.Callee).HttpAddress, "/v1.0/invoke/callee/method/chat"))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token).WaitAsync(Patience, Token);
        var stream = await response.Content.ReadAsStreamAsync(Token);
        foreach (var line in new[] { "ping", "pong", "end" })
        {
            await content.WriteAsync(line);
            var buffer = new byte[line.Length];
            await stream.ReadExactlyAsync(buffer, Token).AsTask().WaitAsync(Patience, Token);
            Assert.Equal(line, Encoding.UTF8.GetString(buffer));
        }

        content.Complete();
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token).AsTask().WaitAsync(Patience, Token));
        Assert.Equal("right", response.TrailingHeaders.GetValues("x-checksum").Single());
    }

    [Fact]
    public async Task Dapr_1_18_an_empty_body_over_h2c_arrives_as_none()
    {
        await using var pair = await SidecarPair.StartAsync(
            async context =>
            {
                using var body = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync($"{context.Request.Method} {context.Request.ContentLength ?? 0} [{await body.ReadToEndAsync(context.RequestAborted)}]");
            },
            new PairSettings { AppProtocol = "h2c", AppProtocols = ListenProtocols.Http2 });
        foreach (var gateway in new[] { pair.Caller, pair.Callee })
        {
            foreach (var verb in new[] { "GET", "POST", "PUT", "DELETE" })
            {
                Assert.Equal($"{verb} 0 []", (await gateway.SendAsync(verb, "/v1.0/invoke/callee/method/x")).Body);
                if (verb != "GET")
                    Assert.Equal($"{verb} 0 []", (await gateway.SendAsync(verb, "/v1.0/invoke/callee/method/x", "")).Body);
            }
        }
    }

    [Fact]
    public async Task A_client_that_goes_takes_its_call_with_it()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = await SidecarPair.StartAsync(async context =>
        {
            started.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                ended.TrySetResult();
            }
        });
        using var client = new HttpClient { Timeout = Patience };
        using var going = new CancellationTokenSource();
        var sending = client.GetAsync(new Uri(pair.Caller.HttpAddress, "/v1.0/invoke/callee/method/wait"), going.Token);
        await started.Task.WaitAsync(Patience, Token);
        await going.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        await ended.Task.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_request_beyond_the_limit_is_refused()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync, new PairSettings { MaxBodySize = "64Ki" });
        foreach (var gateway in new[] { pair.Caller, pair.Callee })
        {
            using var client = new HttpClient { Timeout = Patience };
            var address = new Uri(gateway.HttpAddress, "/v1.0/invoke/callee/method/count");
            using var announced = await client.PostAsync(address, new ByteArrayContent(new byte[65 << 10]), Token);
            Assert.Equal(HttpStatusCode.InternalServerError, announced.StatusCode);
            Assert.Contains("stream too large", await announced.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

            using var streamed = await client.PostAsync(address, new ZeroContent(65 << 10), Token);
            Assert.Equal(HttpStatusCode.InternalServerError, streamed.StatusCode);
            Assert.Contains("ERR_DIRECT_INVOKE", await streamed.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

            using var within = await client.PostAsync(address, new ZeroContent(64 << 10), Token);
            Assert.Equal("65536", await within.Content.ReadAsStringAsync(Token));
        }
    }
}
