using Layotto.Benchmarks.Statistics;
using Layotto.Benchmarks.Tables;
using Xunit;

namespace Layotto.Benchmarks.Tests.Runner.Tables;

public sealed class TableTests
{
    private static readonly Table Example = new("title", ["name", "value"], [["a", "1"], ["longer", "22.5 [1–30]"]]);

    [Fact]
    public void Text_is_aligned() => Assert.Equal(
        "title\nname          value\na                 1\nlonger  22.5 [1–30]\n", Example.ToText());

    [Fact]
    public void Markdown_is_aligned_and_says_so() => Assert.Equal(
        "### title\n\n| name   |       value |\n| ------ | ----------: |\n| a      |           1 |\n| longer | 22.5 [1–30] |\n",
        Example.ToMarkdown());

    [Theory]
    [InlineData(0.123, "0.12")]
    [InlineData(9.876, "9.88")]
    [InlineData(41.06, "41.1")]
    [InlineData(123.4, "123")]
    [InlineData(76032.4, "76032")]
    public void Numbers_have_about_three_digits(double value, string expected) => Assert.Equal(expected, NumberText.Of(value));

    [Fact]
    public void A_summary_shows_its_range_unless_it_is_a_single_value()
    {
        Assert.Equal("41.1 [36.2–102]", NumberText.Of(new Summary(41.1, 36.2, 102, 3)));
        Assert.Equal("41.1", NumberText.Of(new Summary(41.1, 41.1, 41.1, 1)));
        Assert.Equal("0.85 [0.80–1.10]", NumberText.OfRatio(new Summary(0.854, 0.8, 1.1, 3)));
    }
}
