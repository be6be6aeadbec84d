using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Tests.Protocol;

public sealed class TimeoutHeaderTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4m", 40_000)]
    [InlineData("5u", 50)]
    [InlineData("600n", 6)]
    [InlineData("1n", 1)]
    [InlineData("0S", 0)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    [InlineData("00000001S", 10_000_000)]
    public void Valid_value_is_read(string text, long ticks)
    {
        Assert.True(TimeoutHeader.TryParse(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("+1S")]
    [InlineData("100000000S")]
    [InlineData("١S")]
    public void Other_value_is_refused(string text) => Assert.False(TimeoutHeader.TryParse(text, out _));

    [Theory]
    [InlineData(0, "1n")]
    [InlineData(-5, "1n")]
    [InlineData(1, "100n")]
    [InlineData(10_000_000, "1000000u")]
    [InlineData(10_000_000_000, "1000000m")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Value_is_written_in_the_finest_unit_that_fits(long ticks, string text)
    {
        var written = TimeoutHeader.Format(TimeSpan.FromTicks(ticks));

        Assert.True(TimeoutHeader.TryParse(written, out var read));
        Assert.True(ticks == long.MaxValue || read.Ticks >= ticks);
        Assert.True(written == text || read.Ticks == ticks, written);
    }
}
