using Layotto.Components.Specification;
using Xunit;

namespace Layotto.Components.Tests.Specification;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("/bin/a", "/bin/a")]
    [InlineData("  a  b\tc ", "a|b|c")]
    [InlineData("a 'b c' \"d e\"", "a|b c|d e")]
    [InlineData("a '' b", "a||b")]
    [InlineData(@"a b\ c \'d", "a|b c|'d")]
    [InlineData("""a "b\"c\\d\e" """, """a|b"c\d\e""")]
    [InlineData(@"a 'b\c'", @"a|b\c")]
    [InlineData("a x'y'z", "a|xyz")]
    [InlineData("a $HOME | b > c *", "a|$HOME|||b|>|c|*")]
    public void Commands_are_split_as_a_shell_splits_them_and_nothing_else_happens(string text, string expected)
    {
        Assert.True(CommandWords.TrySplit(text, out var words, out var reason), reason);
        Assert.Equal(expected, string.Join('|', words));
    }

    [Theory]
    [InlineData("", "It names no program.")]
    [InlineData("   ", "It names no program.")]
    [InlineData("'' a", "It names no program.")]
    [InlineData("a 'b", "Its quote ' is never closed.")]
    [InlineData("a \"b", "Its quote \" is never closed.")]
    [InlineData("a \\", "It ends with a backslash, which has nothing to stand before.")]
    [InlineData("a\0b", "It holds a NUL, which no command can.")]
    public void What_is_no_command_is_told_of(string text, string expected)
    {
        Assert.False(CommandWords.TrySplit(text, out _, out var reason));
        Assert.Equal(expected, reason);
    }
}
