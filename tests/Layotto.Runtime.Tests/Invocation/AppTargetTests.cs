using Layotto.Runtime.Invocation;

namespace Layotto.Runtime.Tests.Invocation;

public sealed class AppTargetTests
{
    [Theory]
    [InlineData("checkout", "checkout", "own")]
    [InlineData("checkout.production", "checkout", "production")]
    public void An_id_is_an_app_with_or_without_a_namespace(string id, string appId, string ns)
    {
        Assert.True(AppTarget.TryParse(id, "own", out var target));
        Assert.Equal(new AppTarget(appId, ns), target);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".b")]
    [InlineData("a.b.c")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    public void Anything_else_is_none(string id) => Assert.False(AppTarget.TryParse(id, "own", out _));
}
