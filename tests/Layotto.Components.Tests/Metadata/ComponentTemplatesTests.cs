using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class ComponentTemplatesTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{unknown}", "{unknown}")]
    [InlineData("{appID}-{appID}", "cart-cart")]
    [InlineData("{namespace}", "shop.cart")]
    [InlineData("{podName}/x", "pod-0/x")]
    [InlineData("{APPID}", "{APPID}")]
    public void Placeholders_are_filled_in(string value, string expected)
        => Assert.Equal(expected, ComponentTemplates.Fill("key", value, "cart", "shop", "pod-0"));

    [Fact]
    public void Without_a_namespace_it_is_the_default_one()
        => Assert.Equal("default.cart", ComponentTemplates.Fill("key", "{namespace}", "cart", "", ""));

    [Fact]
    public void Each_uuid_is_another_one()
    {
        var parts = ComponentTemplates.Fill("key", "{uuid} {uuid}", "cart", "", "").Split(' ');

        Assert.All(parts, part => Assert.True(Guid.TryParseExact(part, "D", out _)));
        Assert.NotEqual(parts[0], parts[1]);
    }

    [Fact]
    public void A_missing_pod_name_is_an_error_that_names_the_key()
    {
        var exception = Assert.Throws<MetadataException>(() => ComponentTemplates.Fill("consumerID", "{podName}", "cart", "", ""));

        Assert.Contains("consumerID", exception.Message, StringComparison.Ordinal);
        Assert.Contains("POD_NAME", exception.Message, StringComparison.Ordinal);
    }
}
