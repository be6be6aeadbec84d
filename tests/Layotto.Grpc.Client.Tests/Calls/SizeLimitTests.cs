using System.IO.Compression;
using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class SizeLimitTests(ChannelTransport transport) : TransportedTests(transport)
{
    [Theory]
    [InlineData(1000, StatusCode.OK)]
    [InlineData(1001, StatusCode.ResourceExhausted)]
    public async Task Received_message_is_held_to_the_limit(int size, StatusCode expected)
    {
        await using var host = await AnswerWithAsync(0, new byte[size], size);
        await ExpectAsync(host, new GrpcChannelOptions { MaxReceiveMessageSize = 1000 }, expected);
    }

    [Fact]
    public async Task Announced_length_is_refused_before_its_bytes_come()
    {
        var reset = new TaskCompletionSource();
        await using var host = await TestHost.AnswerAsync(async context =>
        {
            context.RequestAborted.Register(reset.SetResult);
            await TestHost.StartResponseAsync(context);
            await context.Response.Body.WriteAsync((byte[])[0, 255, 255, 255, 255], Patience.Cancellation);
            await context.Response.Body.FlushAsync(Patience.Cancellation);
            await reset.Task.Soon();
        });

        await ExpectAsync(host, new GrpcChannelOptions(), StatusCode.ResourceExhausted);
        await reset.Task.Soon();
    }

    [Fact]
    public async Task Limit_is_four_mebibytes_unless_told_otherwise()
    {
        const int Size = (4 * 1024 * 1024) + 1;
        await using var host = await AnswerWithAsync(0, new byte[Size], Size);
        await ExpectAsync(host, new GrpcChannelOptions(), StatusCode.ResourceExhausted);
        await ExpectAsync(host, new GrpcChannelOptions { MaxReceiveMessageSize = null }, StatusCode.OK);
    }

    [Fact]
    public async Task Decompressed_message_is_held_to_the_limit()
    {
        var bomb = Gzip(new byte[10_000_000]);
        await using var host = await AnswerWithAsync(1, bomb, bomb.Length);
        await ExpectAsync(host, new GrpcChannelOptions { MaxReceiveMessageSize = 1_000_000 }, StatusCode.ResourceExhausted);
        await ExpectAsync(host, new GrpcChannelOptions { MaxReceiveMessageSize = 10_000_000 }, StatusCode.OK);
    }

    [Theory]
    [InlineData(MessageCompression.None)]
    [InlineData(MessageCompression.Gzip)]
    public async Task Sent_message_is_held_to_the_limit_uncompressed(MessageCompression compression)
    {
        await using var host = await TestHost.ServeAsync(TextMethods.EchoService());
        using var channel = NewChannel(host.Address, new GrpcChannelOptions { MaxSendMessageSize = 100, Compression = compression });

        Assert.Equal(100, (await channel.CallUnary(new string('x', 100)).ResponseAsync.Soon()).Length);
        var unary = await TextMethods.FailureAsync(() => channel.CallUnary(new string('x', 101)).ResponseAsync);
        Assert.Equal(StatusCode.ResourceExhausted, unary.StatusCode);

        using var call = channel.CallDuplex();
        var write = await TextMethods.FailureAsync(() => call.RequestStream.WriteAsync(new string('x', 101), Patience.Cancellation));
        Assert.Equal(StatusCode.ResourceExhausted, write.StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, call.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(null, -1)]
    public void Negative_limit_is_refused(int? receive, int? send) => Assert.Throws<ArgumentException>(
        () => NewChannel("http://h:1", new GrpcChannelOptions { MaxReceiveMessageSize = receive, MaxSendMessageSize = send }));

    private static Task<TestHost> AnswerWithAsync(byte flag, byte[] payload, int announced) => TestHost.AnswerAsync(async context =>
    {
        context.Response.Headers["grpc-encoding"] = "gzip";
        await TestHost.StartResponseAsync(context);
        byte[] prefix = [flag, (byte)(announced >> 24), (byte)(announced >> 16), (byte)(announced >> 8), (byte)announced];
        await context.Response.Body.WriteAsync(prefix, context.RequestAborted);
        await context.Response.Body.WriteAsync(payload, context.RequestAborted);
        TestHost.EndWith(context, "0");
    });

    private async Task ExpectAsync(TestHost host, GrpcChannelOptions options, StatusCode expected)
    {
        using var channel = NewChannel(host.Address, options);
        using var call = channel.CallUnary();
        if (expected == StatusCode.OK)
            await call.ResponseAsync.Soon();
        else
            Assert.Equal(expected, (await TextMethods.FailureAsync(() => call.ResponseAsync)).StatusCode);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }
}
