using Layotto.Runtime.State;

namespace Layotto.Runtime.Tests.State;

public sealed class StateKeyPrefixTests
{
    [Theory]
    [InlineData(null, "app", "ns", "app||key")]
    [InlineData("", "app", "ns", "app||key")]
    [InlineData("appid", "app", "ns", "app||key")]
    [InlineData("AppID", "app", "ns", "app||key")]
    [InlineData("appid", "", "ns", "key")]
    [InlineData("namespace", "app", "ns", "ns.app||key")]
    [InlineData("namespace", "app", "", "app||key")]
    [InlineData("namespace", "", "ns", "key")]
    [InlineData("name", "app", "ns", "store||key")]
    [InlineData("none", "app", "ns", "key")]
    [InlineData("Mine", "app", "ns", "mine||key")]
    public void A_key_is_prefixed_by_the_strategy_and_comes_back(string? strategy, string appId, string appNamespace, string stored)
    {
        var prefix = StateKeyPrefix.Create(strategy, "store", appId, appNamespace);

        Assert.Equal(stored, prefix.Add("key"));
        Assert.Equal("key", prefix.Remove(stored));
    }

    [Fact]
    public void A_key_of_another_strategy_loses_what_stands_before_its_first_separator()
        => Assert.Equal("key", StateKeyPrefix.Create("none", "store", "app", "").Remove("other||key"));

    [Fact]
    public void A_strategy_with_the_separator_is_refused()
        => Assert.Throws<ArgumentException>(() => StateKeyPrefix.Create("a||b", "store", "app", ""));

    [Theory]
    [InlineData("a||b", true)]
    [InlineData("||", true)]
    [InlineData("a|b|c", false)]
    [InlineData("", false)]
    public void A_key_with_the_separator_is_illegal(string key, bool illegal) => Assert.Equal(illegal, StateKeyPrefix.IsIllegal(key));
}
