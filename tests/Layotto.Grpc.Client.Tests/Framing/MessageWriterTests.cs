using System.Buffers;
using Grpc.Core;
using Layotto.Grpc.Client.Framing;

namespace Layotto.Grpc.Client.Tests.Framing;

public sealed class MessageWriterTests
{
    private static readonly Dictionary<string, Action<byte[], SerializationContext>> Serializers = new()
    {
        ["array"] = (message, context) => context.Complete(message),
        ["writer"] = (message, context) =>
        {
            context.GetBufferWriter().Write(message);
            context.Complete();
        },
        ["announced"] = (message, context) =>
        {
            context.SetPayloadLength(message.Length);
            context.GetBufferWriter().Write(message);
            context.Complete();
        },
    };

    [Theory]
    [InlineData("array")]
    [InlineData("writer")]
    [InlineData("announced")]
    public void Message_follows_its_length_whatever_the_serializer_calls(string serializer)
    {
        foreach (var size in (int[])[0, 1, 300, 70_000])
        {
            var message = new byte[size];
            new Random(size).NextBytes(message);

            using var written = MessageWriter.Write(message, Serializers[serializer], null, compress: false);

            byte[] expected = [0, 0, (byte)(size >> 16), (byte)(size >> 8), (byte)size, .. message];
            Assert.Equal(expected, written.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void Serializer_that_never_completes_is_told_so()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => MessageWriter.Write("", (_, _) => { }, null, compress: false));

        Assert.Contains("Complete", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serializer_that_writes_another_length_than_announced_is_told_so() => Assert.Throws<InvalidOperationException>(() =>
        MessageWriter.Write(
            "",
            (_, context) =>
            {
                context.SetPayloadLength(3);
                context.GetBufferWriter().Write("four"u8);
                context.Complete();
            },
            null,
            compress: false));

    [Fact]
    public void Serializer_may_serialize_another_message_meanwhile()
    {
        using var outer = MessageWriter.Write(
            "",
            (_, context) =>
            {
                context.SetPayloadLength(1);
                using var inner = MessageWriter.Write("", (_, other) => other.Complete([1, 2]), null, compress: false);
                context.GetBufferWriter().Write(inner.WrittenSpan[^1..]);
                context.Complete();
            },
            null,
            compress: false);

        Assert.Equal([0, 0, 0, 0, 1, 2], outer.WrittenSpan.ToArray());
    }
}
