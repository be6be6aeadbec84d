using Xunit;

namespace Layotto.Dapr.Tests;

public sealed class ApiTokenTests
{
    [Theory]
    [InlineData("token", true)]
    [InlineData("Token", false)]
    [InlineData("toke", false)]
    [InlineData("tokenn", false)]
    [InlineData("tokentoken", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("tökén", false)]
    public void Only_the_token_itself_matches(string? candidate, bool matches) => Assert.Equal(matches, new ApiToken("token").Matches(candidate));

    [Fact]
    public void A_token_of_any_characters_matches_itself() => Assert.True(new ApiToken("grün ✓").Matches("grün ✓"));
}
