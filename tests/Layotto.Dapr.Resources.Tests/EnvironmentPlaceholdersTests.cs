using Layotto.Dapr.Resources.Yaml;

namespace Layotto.Dapr.Resources.Tests;

public sealed class EnvironmentPlaceholdersTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$A", "1")]
    [InlineData("${A}", "1")]
    [InlineData("x$A.y", "x1.y")]
    [InlineData("$AB", "")]
    [InlineData("${A}B", "1B")]
    [InlineData("$A$A", "11")]
    [InlineData("$", "$")]
    [InlineData("a$ b", "a$ b")]
    [InlineData(".+$\"", ".+$\"")]
    [InlineData("$$", "")]
    [InlineData("$1x", "x")]
    [InlineData("${}", "")]
    [InlineData("${A", "A")]
    [InlineData("${A b}", "")]
    [InlineData("$é", "$é")]
    public void Placeholders_are_expanded_as_Go_does(string text, string expected)
        => Assert.Equal(expected, EnvironmentPlaceholders.Expand(text, name => name == "A" ? "1" : null, (_, _) => { }));

    [Fact]
    public void Values_arent_expanded_again()
        => Assert.Equal("$B", EnvironmentPlaceholders.Expand("$A", name => name == "A" ? "$B" : "wrong", (_, _) => { }));

    [Fact]
    public void Expansion_is_bounded()
    {
        var value = new string('x', 1024 * 1024);

        var fault = Assert.Throws<YamlFault>(() => EnvironmentPlaceholders.Expand("\n" + string.Concat(Enumerable.Repeat("$A ", 20)), _ => value, (_, _) => { }));

        Assert.Equal(2, fault.Line);
    }

    [Fact]
    public void Unset_variables_are_told_with_their_place()
    {
        var told = new List<(string, int)>();

        EnvironmentPlaceholders.Expand("a $B ${C} $1 $", _ => null, (name, place) => told.Add((name, place)));

        Assert.Equal([("B", 2), ("C", 5)], told);
    }
}
