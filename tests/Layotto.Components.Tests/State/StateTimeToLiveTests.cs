using Layotto.Components.State;
using Xunit;

namespace Layotto.Components.Tests.State;

public sealed class StateTimeToLiveTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("1", 1)]
    [InlineData("+5", 5)]
    [InlineData("2147483647", int.MaxValue)]
    public void Number_of_seconds_is_read(string text, int? seconds)
        => Assert.Equal(
            seconds is { } value ? TimeSpan.FromSeconds(value) : null,
            StateTimeToLive.Read(new Dictionary<string, string> { ["ttlInSeconds"] = text }));

    [Theory]
    [InlineData("-2")]
    [InlineData("2147483648")]
    [InlineData("1.0")]
    [InlineData("1s")]
    [InlineData(" 1")]
    [InlineData("soon")]
    public void Anything_else_is_an_error_that_quotes_it(string text)
    {
        var exception = Assert.Throws<ComponentException>(
            () => StateTimeToLive.Read(new Dictionary<string, string> { ["ttlInSeconds"] = text }));

        Assert.Contains($"\"{text}\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expiry_is_told_in_utc()
        => Assert.Equal(
            "2030-01-02T03:04:05Z",
            StateTimeToLive.Describe(new DateTimeOffset(2030, 1, 2, 5, 4, 5, 600, TimeSpan.FromHours(2)))["ttlExpireTime"]);
}
