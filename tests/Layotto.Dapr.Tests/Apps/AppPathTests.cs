using Layotto.Dapr.Apps;
using Xunit;

namespace Layotto.Dapr.Tests.Apps;

public sealed class AppPathTests
{
    [Theory]
    [InlineData("route", "/route")]
    [InlineData("/route", "/route")]
    [InlineData("//route/", "/route/")]
    [InlineData("a/b", "/a/b")]
    [InlineData("a b", "/a%20b")]
    [InlineData("a%20b", "/a%20b")]
    [InlineData("100%", "/100%25")]
    [InlineData("a?b#c", "/a%3Fb%23c")]
    [InlineData("ü\U0001F600", "/%C3%BC%F0%9F%98%80")]
    [InlineData("a\r\nb", "/a%0D%0Ab")]
    [InlineData("", "/")]
    public void Path_is_one_of_an_address(string path, string expected) => Assert.Equal(expected, AppPath.Of(path).OriginalString);
}
