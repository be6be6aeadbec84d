using Layotto.LoadGenerator.Checks;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Checks;

public sealed class GrpcMessageCounterTests
{
    [Fact]
    public void Messages_are_counted_wherever_the_chunks_are_cut()
    {
        byte[] stream =
        [
            .. GrpcMessageCounter.Frame("first"u8), .. GrpcMessageCounter.Frame([]), .. GrpcMessageCounter.Frame("third one"u8),
        ];
        for (var size = 1; size <= stream.Length; size++)
        {
            var counter = default(GrpcMessageCounter);
            var tally = new BodyTally(hashed: true);
            var completed = 0;
            foreach (var chunk in stream.Chunk(size))
                completed += counter.Add(chunk, ref tally);

            Assert.Equal((3, 3, 14L, true), (counter.Messages, completed, tally.Length, counter.IsAtBoundary));
            Assert.Equal(HashOf("firstthird one"u8), tally.Hash);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_message_cut_short_is_not_at_a_boundary(int length)
    {
        var counter = default(GrpcMessageCounter);
        var tally = new BodyTally(hashed: false);
        counter.Add(GrpcMessageCounter.Frame("hello"u8).AsSpan(0, length), ref tally);

        Assert.False(counter.IsAtBoundary);
        Assert.Equal(0, counter.Messages);
    }

    private static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        var tally = new BodyTally(hashed: true);
        tally.Add(bytes);
        return tally.Hash;
    }
}
