using Grpc.Core;
using Layotto.Grpc.Client.Framing;
using Layotto.Grpc.Client.Tests.Peers;

namespace Layotto.Grpc.Client.Tests.Framing;

public sealed class MessageReaderTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    [InlineData(4096, false)]
    [InlineData(70_000, true)]
    public async Task Messages_come_out_whole_however_the_bytes_come_in(int chunk, bool waitsForLong)
    {
        var random = new Random(chunk);
        List<byte[]> sent = [.. new[] { 0, 1, 4090, 4091, 4092, 9000, 0, 0, 70_000, 3 }.Select(size =>
        {
            var message = new byte[size];
            random.NextBytes(message);
            return message;
        })];
        var reader = new MessageReader(new ChunkedStream(sent, chunk), null, null, waitsForLong);

        foreach (var expected in sent)
        {
            Assert.True(await reader.ReadAsync(Patience.Cancellation));
            Assert.Equal(expected.Length, reader.PayloadLength);
            Assert.Equal(expected, reader.PayloadAsNewBuffer());
        }

        Assert.False(await reader.ReadAsync(Patience.Cancellation));
    }

    [Fact]
    public async Task Large_message_gets_memory_as_it_comes()
    {
        var message = new byte[5_000_000];
        new Random(5).NextBytes(message);
        var reader = new MessageReader(new ChunkedStream([message, message], 300_000), null, null, waitsForLong: false);

        Assert.True(await reader.ReadAsync(Patience.Cancellation));
        Assert.True(reader.PayloadAsReadOnlySequence().FirstSpan.SequenceEqual(message));
        Assert.True(await reader.ReadAsync(Patience.Cancellation));
        Assert.True(reader.PayloadAsReadOnlySequence().FirstSpan.SequenceEqual(message));
        Assert.False(await reader.ReadAsync(Patience.Cancellation));
    }

    [Fact]
    public async Task Random_bytes_never_do_worse_than_a_status()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length > 4)
                bytes.AsSpan(0, 4).Clear();
            var reader = new MessageReader(new MemoryStream(bytes), seed % 2 == 0 ? "gzip" : null, 1000, waitsForLong: false);
            try
            {
                while (await reader.ReadAsync(Patience.Cancellation))
                    Assert.InRange(reader.PayloadLength, 0, 1000);
            }
            catch (RpcException exception)
            {
                Assert.True(exception.StatusCode is StatusCode.Internal or StatusCode.ResourceExhausted, $"seed {seed}: {exception}");
            }
        }
    }

    // Gives its bytes in pieces of at most one size, each asynchronously; an empty read waits without taking any.
    private sealed class ChunkedStream(IEnumerable<byte[]> messages, int chunk) : MemoryStream(
        [.. messages.SelectMany(message => (byte[])[0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message])])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (chunk > 100)
                await Task.Yield();
            return Read(buffer.Span[..Math.Min(buffer.Length, chunk)]);
        }
    }
}
