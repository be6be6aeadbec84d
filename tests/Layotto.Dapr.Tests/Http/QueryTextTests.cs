using Layotto.Dapr.Http.Routing;
using Xunit;

namespace Layotto.Dapr.Tests.Http;

public sealed class QueryTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a+b", "a b")]
    [InlineData("a%20b%2Fc", "a b/c")]
    [InlineData("%c3%B6", "ö")]
    [InlineData("ö%C3%B6", "öö")]
    [InlineData("%00", "\0")]
    [InlineData("", "")]
    public void Escapes_are_decoded(string text, string decoded)
    {
        Assert.True(QueryText.TryDecode(text, out var result));
        Assert.Equal(decoded, result);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("a%2")]
    [InlineData("%zz")]
    [InlineData("a%%20")]
    public void A_broken_escape_is_told(string text) => Assert.False(QueryText.TryDecode(text, out _));

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        Assert.True(QueryText.TryDecode("%ff", out var decoded));
        Assert.Equal("\uFFFD", decoded);
    }
}
