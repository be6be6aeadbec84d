using Layotto.Runtime.Locks;

namespace Layotto.Runtime.Tests.Locks;

public sealed class LockKeyPrefixTests
{
    [Theory]
    [InlineData(null, "app", "lock||app||resource")]
    [InlineData("", "app", "lock||app||resource")]
    [InlineData("appid", "app", "lock||app||resource")]
    [InlineData("APPID", "app", "lock||app||resource")]
    [InlineData("appid", "", "lock||resource")]
    [InlineData("name", "app", "lock||store||resource")]
    [InlineData("none", "app", "lock||resource")]
    [InlineData("Shared", "app", "lock||shared||resource")]
    public void Resource_is_prefixed(string? strategy, string appId, string expected)
        => Assert.Equal(expected, LockKeyPrefix.Create(strategy, "store", appId).Add("resource"));

    [Fact]
    public void Strategy_with_the_separator_is_refused()
        => Assert.Throws<ArgumentException>(() => LockKeyPrefix.Create("a||b", "store", "app"));
}
