using System.Text;
using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class MetadataTests(ChannelTransport transport) : TransportedTests(transport)
{
    [Fact]
    public async Task Request_has_the_headers_of_grpc_and_no_others()
    {
        var seen = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await AskAsync(new CallOptions(), context =>
        {
            foreach (var (name, value) in context.Request.Headers)
                seen[name] = value.ToString();
        });

        Assert.Equal(["content-type", "grpc-accept-encoding", "host", "te", "user-agent"], seen.Keys.Select(name => name.ToLowerInvariant()));
        Assert.Equal("application/grpc", seen["Content-Type"]);
        Assert.Equal("trailers", seen["TE"]);
        Assert.StartsWith("grpc-dotnet-layotto/", seen["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_metadata_arrives_and_can_not_override_the_protocol()
    {
        var metadata = new Metadata
        {
            { "x-text", "value" },
            { "x-text", "second" },
            { "x-data-bin", [0, 1, 255] },
            { "te", "gzip" },
            { "content-type", "text/plain" },
            { "grpc-timeout", "1n" },
            { "user-agent", "proxied/1" },
        };
        string[] seen = [];
        await AskAsync(new CallOptions(metadata), context => seen =
        [
            context.Request.Headers["x-text"].ToString().Replace(", ", ",", StringComparison.Ordinal),
            context.Request.Headers["x-data-bin"].ToString(),
            context.Request.Headers.TE.ToString(),
            context.Request.ContentType!,
            context.Request.Headers["grpc-timeout"].ToString(),
            context.Request.Headers.UserAgent.ToString(),
        ]);

        Assert.Equal(["value,second", "AAH/", "trailers", "application/grpc", "", "proxied/1"], seen);
    }

    [Theory]
    [InlineData("line\r\nbreak")]
    [InlineData("ünicode")]
    [InlineData("nul\0")]
    public async Task Text_that_a_header_can_not_carry_is_refused(string value)
    {
        using var peer = new RawHttp2Server();
        using var channel = NewChannel(peer.Address);

        var failure = await TextMethods.FailureAsync(
            () => channel.CallUnary("", new CallOptions(new Metadata { { "x-bad", value } })).ResponseAsync);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("'x-bad'", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_headers_are_there_before_the_first_message()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TestHost.ServeAsync(TextServices.New.AddServerStreaming(async (_, responses, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "x-early", "yes" } });
                await read.Task.Soon();
                await responses.WriteAsync("late", Patience.Cancellation);
                context.ResponseTrailers.Add("x-late", "yes");
                context.ResponseTrailers.Add("grpc-status-details-bin", [1, 2, 3]);
            }));
        using var channel = NewChannel(host.Address);
        using var call = channel.CallServerStreaming();

        Assert.Equal("yes", (await call.ResponseHeadersAsync.Soon()).GetValue("x-early"));
        read.SetResult();
        Assert.True(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        Assert.False(await call.ResponseStream.MoveNext(Patience.Cancellation).Soon());
        Assert.Equal("yes", call.GetTrailers().GetValue("x-late"));
        Assert.Equal([1, 2, 3], call.GetTrailers().GetValueBytes("grpc-status-details-bin"));
        Assert.DoesNotContain(call.GetTrailers(), entry => entry.Key is "grpc-status" or "grpc-message");
    }

    [Fact]
    public async Task Trailers_only_response_has_trailers_and_no_headers()
    {
        await using var host = await TestHost.AnswerAsync(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "5";
            context.Response.Headers["grpc-message"] = "not%20here%3a %E2%98%BA 100%";
            context.Response.Headers["x-why"] = "because";
            context.Response.Headers["grpc-status-details-bin"] = "AQID";
            return Task.CompletedTask;
        });
        using var channel = NewChannel(host.Address);
        using var call = channel.CallUnary();

        var failure = await TextMethods.FailureAsync(() => call.ResponseAsync);

        Assert.Equal(new Status(StatusCode.NotFound, "not here: ☺ 100%"), failure.Status);
        Assert.Equal("because", failure.Trailers.GetValue("x-why"));
        Assert.Equal([1, 2, 3], failure.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Empty(await call.ResponseHeadersAsync.Soon());
    }

    [Fact]
    public async Task Binary_values_may_be_joined_and_padded()
    {
        Metadata? headers = null;
        await AskAsync(
            new CallOptions(),
            context => context.Response.Headers["x-list-bin"] = "YQ==,YmI,Y2Nj",
            received => headers = received);

        Assert.Equal(["a", "bb", "ccc"], headers!.GetAll("x-list-bin").Select(entry => Encoding.ASCII.GetString(entry.ValueBytes)));
    }

    [Fact]
    public async Task Headers_that_http_knows_are_metadata_too()
    {
        Metadata? headers = null;
        await AskAsync(
            new CallOptions(),
            context =>
            {
                context.Response.Headers.Expires = "never";
                context.Response.Headers["Server"] = "test";
            },
            received => headers = received);

        Assert.Equal("never", headers!.GetValue("expires"));
        Assert.Equal("test", headers!.GetValue("server"));
    }

    [Fact]
    public async Task Response_headers_that_are_not_base64_fail_whoever_asks_for_them()
    {
        await using var host = await TestHost.AnswerAsync(async context =>
        {
            context.Response.Headers["x-bin"] = "?";
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.WriteAsync(new byte[5], Patience.Cancellation);
            TestHost.EndWith(context, "0");
        });
        using var channel = NewChannel(host.Address);
        using var call = channel.CallUnary();
        await call.ResponseAsync.Soon();

        Assert.Equal(StatusCode.Internal, (await TextMethods.FailureAsync(() => call.ResponseHeadersAsync)).StatusCode);
    }

    private async Task AskAsync(CallOptions options, Action<HttpContext> look, Action<Metadata>? headers = null)
    {
        await using var host = await TestHost.AnswerAsync(async context =>
        {
            look(context);
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.WriteAsync(new byte[5], Patience.Cancellation);
            TestHost.EndWith(context, "0");
        });
        using var channel = NewChannel(host.Address);
        using var call = channel.CallUnary("", options);
        await call.ResponseAsync.Soon();
        headers?.Invoke(await call.ResponseHeadersAsync.Soon());
    }
}
