using Layotto.Components.Metadata;
using Xunit;

namespace Layotto.Components.Tests.Metadata;

public sealed class TruthTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("t")]
    [InlineData("TRUE")]
    [InlineData("y")]
    [InlineData("Yes")]
    [InlineData(" on ")]
    public void Words_for_yes_are_truthy(string text)
    {
        Assert.True(Truth.IsTruthy(text));
        Assert.False(Truth.IsFalsy(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("f")]
    [InlineData("False")]
    [InlineData("n")]
    [InlineData("no")]
    [InlineData("OFF")]
    public void Words_for_no_are_falsy(string? text)
    {
        Assert.False(Truth.IsTruthy(text));
        Assert.True(Truth.IsFalsy(text));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("enabled")]
    [InlineData("truee")]
    public void Other_words_are_neither(string text)
    {
        Assert.False(Truth.IsTruthy(text));
        Assert.False(Truth.IsFalsy(text));
    }
}
