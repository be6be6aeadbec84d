using Grpc.Core;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Calls;

public abstract class CompressionTests(ChannelTransport transport) : TransportedTests(transport), IAsyncLifetime
{
    private readonly List<string> _seen = [];
    private TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TestHost.AnswerAsync(async context =>
    {
        _seen.Add($"{context.Request.Headers["grpc-encoding"]}|{context.Request.Headers["grpc-accept-encoding"]}");
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, Patience.Cancellation);
        var bytes = body.ToArray();
        for (var position = 0; position < bytes.Length;)
        {
            var length = (bytes[position + 3] << 8) | bytes[position + 4];
            _seen.Add($"{bytes[position]} {(bytes[position] == 1 && bytes[position + 5] == 0x1f ? "gzip" : "plain")}");
            position += 5 + length;
        }

        await TestHost.StartResponseAsync(context);
        await context.Response.Body.WriteAsync(new byte[5], Patience.Cancellation);
        TestHost.EndWith(context, "0");
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Nothing_is_compressed_unless_asked_for()
    {
        using var channel = NewChannel(_host.Address);
        await channel.CallUnary("text").ResponseAsync.Soon();

        Assert.Equal(["|identity,gzip", "0 plain"], _seen);
    }

    [Fact]
    public async Task Channel_compresses_but_for_messages_that_opt_out()
    {
        using var channel = NewChannel(_host.Address, new GrpcChannelOptions { Compression = MessageCompression.Gzip });
        using var call = channel.CallClientStreaming();
        await call.RequestStream.WriteAsync("text", Patience.Cancellation).Soon();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync("text", Patience.Cancellation).Soon();
        call.RequestStream.WriteOptions = null;
        await call.RequestStream.WriteAsync("", Patience.Cancellation).Soon();
        await call.RequestStream.CompleteAsync().Soon();
        await call.ResponseAsync.Soon();

        Assert.Equal(["gzip|identity,gzip", "1 gzip", "0 plain", "0 plain"], _seen);
    }

    [Theory]
    [InlineData(MessageCompression.None, "gzip", "gzip|identity,gzip", "1 gzip")]
    [InlineData(MessageCompression.Gzip, "identity", "|identity,gzip", "0 plain")]
    public async Task Call_chooses_for_itself(MessageCompression ofChannel, string ofCall, string headers, string message)
    {
        using var channel = NewChannel(_host.Address, new GrpcChannelOptions { Compression = ofChannel });
        var metadata = new Metadata { { "grpc-internal-encoding-request", ofCall } };
        await channel.CallUnary("text", new CallOptions(metadata)).ResponseAsync.Soon();

        Assert.Equal([headers, message], _seen);
    }
}
