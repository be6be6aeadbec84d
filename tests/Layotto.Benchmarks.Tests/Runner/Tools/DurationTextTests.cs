using Layotto.Benchmarks.Tools;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Tools;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("35us", 35)]
    [InlineData("1.75ms", 1750)]
    [InlineData("2.00s", 2_000_000)]
    [InlineData("1.5m", 90_000_000)]
    [InlineData("1h", 3_600_000_000)]
    public void Units_become_microseconds(string text, double expected) =>
        Assert.Equal(expected, DurationText.ToMicroseconds(text), 1e-6);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("us")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => DurationText.ToMicroseconds(text));
}
