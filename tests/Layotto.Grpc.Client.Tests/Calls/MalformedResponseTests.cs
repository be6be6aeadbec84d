using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Grpc.Client.Tests.Calls;

/// <summary>Answers that are not what gRPC asks for.</summary>
public abstract class MalformedResponseTests(ChannelTransport transport) : TransportedTests(transport)
{
    private static readonly byte[] EmptyMessage = new byte[5];

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(302, StatusCode.Unknown)]
    [InlineData(204, StatusCode.Unknown)]
    public async Task Http_status_becomes_a_grpc_status(int httpStatus, StatusCode expected)
    {
        var status = await AskAsync(context =>
        {
            context.Response.StatusCode = httpStatus;
            return Task.CompletedTask;
        });

        Assert.Equal(expected, status.StatusCode);
        Assert.Contains($"HTTP status {httpStatus}", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_status_beats_the_http_status()
    {
        var status = await AskAsync(context =>
        {
            context.Response.StatusCode = 500;
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "7";
            context.Response.Headers["grpc-message"] = "no";
            return Task.CompletedTask;
        });

        Assert.Equal(new Status(StatusCode.PermissionDenied, "no"), status);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcx")]
    public async Task Other_content_type_is_unknown(string contentType)
    {
        var status = await AskAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(EmptyMessage, Patience.Cancellation);
        });

        Assert.Equal(StatusCode.Unknown, status.StatusCode);
        Assert.Contains(contentType, status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task Content_type_may_have_a_format(string contentType)
    {
        var status = await AskAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.StartAsync(Patience.Cancellation);
            TestHost.EndWith(context, "10");
        });

        Assert.Equal(StatusCode.Aborted, status.StatusCode);
    }

    [Theory]
    [InlineData(0x0, StatusCode.Internal)]
    [InlineData(0x1, StatusCode.Internal)]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x3, StatusCode.Internal)]
    [InlineData(0x4, StatusCode.Internal)]
    [InlineData(0x5, StatusCode.Unknown)]
    [InlineData(0x6, StatusCode.Internal)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0x9, StatusCode.Internal)]
    [InlineData(0xa, StatusCode.Internal)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    [InlineData(0x7f, StatusCode.Unknown)]
    public async Task Reset_becomes_a_status(int errorCode, StatusCode expected)
    {
        var status = await AskAsync(async context =>
        {
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.FlushAsync(Patience.Cancellation);
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(errorCode);
        });

        Assert.Equal(expected, status.StatusCode);
    }

    [Theory]
    [InlineData(null, StatusCode.Unknown)]
    [InlineData("", StatusCode.Unknown)]
    [InlineData("seven", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("99999999999", StatusCode.Unknown)]
    [InlineData("16", StatusCode.Unauthenticated)]
    public async Task Status_must_be_a_known_number(string? grpcStatus, StatusCode expected)
    {
        var status = await AskAsync(async context =>
        {
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.WriteAsync(EmptyMessage, Patience.Cancellation);
            if (grpcStatus is not null)
                TestHost.EndWith(context, grpcStatus);
        });

        Assert.Equal(expected, status.StatusCode);
    }

    [Fact]
    public async Task Missing_message_is_internal()
    {
        var status = await AskAsync(async context =>
        {
            await TestHost.StartResponseAsync(context);
            TestHost.EndWith(context, "0");
        });

        Assert.Equal(StatusCode.Internal, status.StatusCode);
    }

    [Fact]
    public async Task Trailers_only_ok_without_a_message_is_internal()
    {
        var status = await AskAsync(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.Internal, status.StatusCode);
    }

    [Theory]
    [InlineData("0000000000", "0000000000")] // two messages
    [InlineData("0100000000", null)] // compressed, but the response names no encoding
    [InlineData("0200000000", null)] // no such flag
    [InlineData("00000000", null)] // half a prefix
    [InlineData("000000000561", null)] // half a message
    public async Task Malformed_messages_are_internal(string first, string? second)
    {
        var status = await AskAsync(async context =>
        {
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.WriteAsync(Convert.FromHexString(first + second), Patience.Cancellation);
            TestHost.EndWith(context, "0");
        });

        Assert.Equal(StatusCode.Internal, status.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("snappy")]
    public async Task Message_in_a_broken_or_unknown_encoding_is_internal(string encoding)
    {
        var status = await AskAsync(async context =>
        {
            context.Response.Headers["grpc-encoding"] = encoding;
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.WriteAsync((byte[])[1, 0, 0, 0, 3, 1, 2, 3], Patience.Cancellation);
            TestHost.EndWith(context, "0");
        });

        Assert.Equal(StatusCode.Internal, status.StatusCode);
    }

    [Fact]
    public async Task Deserializer_that_throws_makes_the_call_internal()
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = NewChannel(host.Address);
        var method = new Method<string, string>(
            MethodType.Unary, "test.Text", "Unary", Marshallers.StringMarshaller, new Marshaller<string>((_, _) => { }, _ => throw new FormatException("odd")));

        var failure = await TextMethods.FailureAsync(
            () => channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "").ResponseAsync);

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("odd", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_much_metadata_is_refused()
    {
        var status = await AskAsync(async context =>
        {
            for (var index = 0; index < 30; index++)
                context.Response.Headers[$"x-large-{index}"] = new string('x', 3_000);
            await TestHost.StartResponseAsync(context);
        });

        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
    }

    [Fact]
    public async Task Metadata_that_is_not_base64_is_internal()
    {
        var status = await AskAsync(async context =>
        {
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.WriteAsync(EmptyMessage, Patience.Cancellation);
            context.Response.AppendTrailer("x-bin", "not base64!");
            TestHost.EndWith(context, "0");
        });

        Assert.Equal(StatusCode.Internal, status.StatusCode);
    }

    private async Task<Status> AskAsync(RequestDelegate answer)
    {
        await using var host = await TestHost.AnswerAsync(answer);
        using var channel = NewChannel(host.Address);
        using var call = channel.CallUnary("question");
        var failure = await TextMethods.FailureAsync(() => call.ResponseAsync);
        Assert.Equal(failure.Status, call.GetStatus());
        return failure.Status;
    }
}
