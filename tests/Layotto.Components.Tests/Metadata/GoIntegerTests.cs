using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class GoIntegerTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+7", 7)]
    [InlineData("010", 8)]
    [InlineData("0o17", 15)]
    [InlineData("0x1F", 31)]
    [InlineData("0X1f", 31)]
    [InlineData("0b101", 5)]
    [InlineData("0x_1_F", 31)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Numbers_are_read_as_Go_reads_them(string text, long value)
    {
        Assert.True(GoInteger.TryParse(text, out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("1_000")]
    [InlineData("0x")]
    [InlineData("0x_")]
    [InlineData("0x1_")]
    [InlineData("0x1__2")]
    [InlineData("08")]
    [InlineData("0b2")]
    [InlineData("1 2")]
    [InlineData("９")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void What_Go_refuses_is_refused(string text) => Assert.False(GoInteger.TryParse(text, out _));
}
