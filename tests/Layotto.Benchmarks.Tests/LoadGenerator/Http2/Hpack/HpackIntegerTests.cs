using Layotto.LoadGenerator.Http2.Hpack;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Http2.Hpack;

public sealed class HpackIntegerTests
{
    [Theory]
    [InlineData(10, 5, "0A")]
    [InlineData(1337, 5, "1F9A0A")]
    [InlineData(42, 8, "2A")]
    public void Examples_of_C_1_are_written_and_read(int value, int prefixBits, string hex)
    {
        var output = new List<byte>();
        HpackInteger.Write(output, value, prefixBits, 0);
        Assert.Equal(hex, Convert.ToHexString([.. output]));

        ReadOnlySpan<byte> input = output.ToArray();
        Assert.Equal(value, HpackInteger.Read(ref input, prefixBits));
        Assert.True(input.IsEmpty);
    }

    [Fact]
    public void Values_around_every_boundary_survive_a_round_trip()
    {
        foreach (var value in (int[])[0, 1, 30, 31, 32, 126, 127, 128, 254, 255, 16_383, 16_384, 2_097_151])
        {
            var output = new List<byte>();
            HpackInteger.Write(output, value, 7, 0x80);
            ReadOnlySpan<byte> input = output.ToArray();
            Assert.Equal(value, HpackInteger.Read(ref input, 7));
            Assert.Equal(0x80, output[0] & 0x80);
        }
    }
}
