using Layotto.Runtime.Secrets;

namespace Layotto.Runtime.Tests.Secrets;

/// <summary>The rule of Dapr's source: a list of allowed secrets decides alone, else the denied ones, else the default.</summary>
public sealed class SecretScopeTests
{
    [Theory]
    [InlineData(false, "", "", true)]
    [InlineData(true, "", "", false)]
    [InlineData(true, "secret", "", true)]
    [InlineData(false, "other", "", false)]
    [InlineData(false, "", "secret", false)]
    [InlineData(false, "", "other", true)]
    [InlineData(true, "", "other", false)]
    [InlineData(false, "secret", "secret", true)]
    public void A_secret_is_open_or_closed(bool deniedByDefault, string allowed, string denied, bool open)
        => Assert.Equal(open, new SecretScope("store", deniedByDefault, Names(allowed), Names(denied)).Allows("secret"));

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
