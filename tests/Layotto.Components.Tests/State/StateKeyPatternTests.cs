using Layotto.Components.State;
using Xunit;

namespace Layotto.Components.Tests.State;

public sealed class StateKeyPatternTests
{
    [Theory]
    [InlineData("%", "", true)]
    [InlineData("%", "anything", true)]
    [InlineData("_", "", false)]
    [InlineData("_", "é", true)]
    [InlineData("_", "😀", true)]
    [InlineData("__", "😀", false)]
    [InlineData("a%b", "ab", true)]
    [InlineData("a%b", "a||x||b", true)]
    [InlineData("a%b", "a||x||bc", false)]
    [InlineData("%a%b%", "xxbxxaxx", false)]
    [InlineData("%ab%ab", "abab", true)]
    [InlineData("%ab%ab", "aab", false)]
    [InlineData("%😀_", "x😀😀y", true)]
    [InlineData("a", "A", false)]
    [InlineData("\\%", "%", true)]
    [InlineData("\\%", "x", false)]
    [InlineData("\\_", "_", true)]
    [InlineData("\\\\", "\\", true)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("a\\b", "ab", true)]
    [InlineData("a.c", "abc", false)]
    public void Key_matches_as_sql_like_does(string pattern, string key, bool matches)
        => Assert.Equal(matches, StateKeyPattern.Parse(pattern).IsMatch(key));

    [Theory]
    [InlineData("a%b_c", "a*b?c")]
    [InlineData("a*b?c[d]", "a[*]b[?]c[[]d]")]
    [InlineData("\\%\\_\\\\", "%_\\")]
    [InlineData("%%%", "*")]
    public void Glob_says_the_same(string pattern, string glob) => Assert.Equal(glob, StateKeyPattern.Parse(pattern).ToGlob());

    [Fact]
    public void Escaped_text_matches_itself_alone()
    {
        const string text = @"100%_of\it";
        var pattern = StateKeyPattern.Parse(StateKeyPattern.Escape(text));

        Assert.True(pattern.IsMatch(text));
        Assert.False(pattern.IsMatch("100x_of\\it"));
        Assert.False(pattern.IsMatch("100%xof\\it"));
    }

    [Fact]
    public void Wildcards_that_never_match_end_soon()
    {
        // A matcher that tries every way to share out the text among the wildcards would not come back from this.
        var pattern = StateKeyPattern.Parse(string.Concat(Enumerable.Repeat("%a", 1000)) + "%b");

        Assert.False(pattern.IsMatch(new string('a', 4000)));
    }

    [Fact]
    public void Empty_and_oversized_patterns_are_refused()
    {
        Assert.Throws<ComponentException>(() => StateKeyPattern.Parse(""));
        Assert.Throws<ComponentException>(() => StateKeyPattern.Parse(new string('a', StateKeyPattern.MaxLength + 1)));
    }
}
