using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0s", 0)]
    [InlineData("5s", 5_000)]
    [InlineData("+5s", 5_000)]
    [InlineData("-1.5s", -1_500)]
    [InlineData("500ms", 500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m1ms1us", 60_001.001)]
    [InlineData("1µs", 0.001)]
    [InlineData("1μs", 0.001)]
    [InlineData(".5s", 500)]
    [InlineData("5.s", 5_000)]
    [InlineData("1000ns", 0.001)]
    [InlineData("0.3333333333333333333h", 1_200_000)]
    [InlineData("720h", 2_592_000_000)]
    public void Durations_are_read_as_Go_reads_them(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds, 0.0002);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("-")]
    [InlineData("+-5s")]
    [InlineData("5 s")]
    [InlineData(" 5s")]
    [InlineData("5S")]
    [InlineData("1d")]
    [InlineData("1s-1s")]
    [InlineData("1.2.3s")]
    [InlineData("1e3s")]
    [InlineData("1_000s")]
    [InlineData("2562048h")]
    [InlineData("9223372036854775808ns")]
    [InlineData("99999999999999999999999999999h")]
    public void Texts_that_Go_refuses_are_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Fact]
    public void Gos_limits_are_the_limits()
    {
        Assert.True(GoDuration.TryParse("2562047h47m16.854775807s", out var longest));
        Assert.Equal(long.MaxValue / 100, longest.Ticks);
        Assert.True(GoDuration.TryParse("-9223372036854775808ns", out var least));
        Assert.Equal(-longest.Ticks, least.Ticks);
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData(" 17 ", 17)]
    [InlineData("-3", -3)]
    [InlineData("+3", 3)]
    [InlineData("6m", 360)]
    [InlineData("0", 0)]
    public void A_whole_number_is_a_number_of_seconds(string text, int seconds)
    {
        Assert.True(GoDuration.TryParseOrSeconds(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("9223372037")]
    [InlineData("99999999999999999999")]
    [InlineData("soon")]
    public void What_is_neither_is_refused(string text) => Assert.False(GoDuration.TryParseOrSeconds(text, out _));

    [Theory]
    [InlineData("0s")]
    [InlineData("1m30s")]
    [InlineData("500ms")]
    [InlineData("-1h0.5s")]
    [InlineData("72h")]
    [InlineData("1.5s")]
    [InlineData("2µs")]
    public void Durations_are_written_as_they_are_read(string text)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(text, GoDuration.Format(duration));
    }
}
