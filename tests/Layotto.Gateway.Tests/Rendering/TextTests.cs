using Layotto.Gateway.Rendering;

namespace Layotto.Gateway.Tests.Rendering;

public class TextTests
{
    [Theory]
    [InlineData("", 10, "")]
    [InlineData("short", 10, "short")]
    [InlineData("exactly 10", 10, "exactly 10")]
    [InlineData("one two three four", 9, "one two|three|four")]
    [InlineData("unbreakable-word and more", 8, "unbreakable-word|and more")]
    [InlineData("and unbreakable-word", 8, "and|unbreakable-word")]
    public void Text_is_broken_at_its_blanks(string text, int width, string expected)
        => Assert.Equal(expected, string.Join('|', TextWrapper.Wrap(text, width)));

    [Fact]
    public void The_last_column_of_a_table_is_wrapped_on_a_terminal()
    {
        using var output = new StringWriter();
        var table = new TextTable("NAME", "MEANING");
        table.Add("a", "one two three four five six");
        table.Add("long-name", "x");
        table.Write(new Terminal(output, output) { IsInteractive = true, Width = 32 });
        Assert.Equal(
            """
            NAME       MEANING
            a          one two three four
                       five six
            long-name  x

            """,
            output.ToString());
    }

    [Fact]
    public void What_a_terminal_would_act_on_is_replaced()
        => Assert.Equal("a\ufffd[2Jb\ufffdc", SafeText.Of("a\e[2Jb\nc"));
}
