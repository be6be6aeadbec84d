using Layotto.Runtime.Expressions;

namespace Layotto.Runtime.Tests.Expressions;

/// <summary>What is said of expressions that are none.</summary>
public sealed class CelErrorTests
{
    [Theory]
    [InlineData("", "column 1: the expression is empty")]
    [InlineData("  ", "column 1: the expression is empty")]
    [InlineData("event.type &&", "column 14: expected an operand after \"&&\", and found the end")]
    [InlineData("event.type && || true", "column 15: expected an operand after \"&&\", and found \"||\"")]
    [InlineData("event.type = 'x'", "column 12: there is no operator \"=\"; \"==\" compares")]
    [InlineData("true & false", "column 6: there is no operator \"&\"; \"&&\" joins conditions")]
    [InlineData("event.type ==", "column 14: expected an operand after \"==\", and found the end")]
    [InlineData("event.type == 'x", "column 15: the text that starts here has no closing '")]
    [InlineData("event.type == 'x\ny'", "line 1, column 15: the text that starts here has no closing '")]
    [InlineData("true &&\n  evnt.type == 'x'", "line 2, column 3: there is no variable \"evnt\", did you mean \"event\"?; the variable is event")]
    [InlineData("type2 == 1", "column 1: there is no variable \"type2\"; the variable is event")]
    [InlineData("(true", "column 6: expected \")\" to close the bracket, and found the end")]
    [InlineData("true)", "column 5: expected an operator or the end, and found \")\"")]
    [InlineData("event.type 'x'", "column 12: expected an operator or the end, and found \"'x'\"")]
    [InlineData("event.", "column 7: expected the name of a field after \".\", and found the end")]
    [InlineData("event.data[", "column 12: expected an index or a key after \"[\", and found the end")]
    [InlineData("event.data[1", "column 13: expected \"]\" after the index, and found the end")]
    [InlineData("[1, 2", "column 6: expected \"]\" or \",\" after a list's element, and found the end")]
    [InlineData("{1 2}", "column 4: expected \":\" after a map's key, and found \"2\"")]
    [InlineData("{1.5: 2} == {}", "column 1: a map's key is a bool, int, uint or string, and this is a double")]
    [InlineData("true ? 1", "column 9: expected \":\" and the other value after the first one, and found the end")]
    [InlineData("size()", "column 1: size() takes 1 arguments, and has 0")]
    [InlineData("event.type.startsWith('a', 'b')", "column 12: startsWith() takes 1 arguments, and has 2")]
    [InlineData("startsWith(event.type, 'a')", "column 1: startsWith() is called on its value: value.startsWith(…)")]
    [InlineData("event.type.int()", "column 12: int() is called with its value in brackets: int(value)")]
    [InlineData("event.type.startWith('a')", "column 12: there is no function startWith(), did you mean \"startsWith\"?")]
    [InlineData("frobnicate(1)", "column 1: there is no function frobnicate()")]
    [InlineData("event.data.all(1, true)", "column 16: expected the name of a variable as the first argument of all(), and found \"1\"")]
    [InlineData("event.data.all(x)", "column 17: expected \",\" after the variable of all(), and found \")\"")]
    [InlineData("all(event, true)", "column 1: all() is called on a list: list.all(…)")]
    [InlineData("has(event)", "column 1: has() takes a field, such as has(event.data.name)")]
    [InlineData("[1].all(x, 'a')", "column 5: all() isn't defined for string")]
    [InlineData("1 + 'a' == 2", "column 3: + isn't defined for int and string")]
    [InlineData("1 + 1.0 == 2", "column 3: + isn't defined for int and double")]
    [InlineData("1 == 'a'", "column 3: == isn't defined for int and string")]
    [InlineData("1 && true", "column 3: && isn't defined for int")]
    [InlineData("!1", "column 1: ! isn't defined for int")]
    [InlineData("-'a' == 'b'", "column 1: - isn't defined for string")]
    [InlineData("event.type in 'abc'", "column 12: in isn't defined for dyn and string")]
    [InlineData("size(1) == 1", "column 1: size() isn't defined for int")]
    [InlineData("'a'.x == 1", "column 5: .x isn't defined for string")]
    [InlineData("9223372036854775808 > 0", "column 1: the number \"9223372036854775808\" is out of range")]
    [InlineData("99999999999999999999 > 0", "column 1: the number \"99999999999999999999\" is out of range")]
    [InlineData("1e999 > 0.0", "column 1: the number \"1e999\" is out of range")]
    [InlineData("12abc", "column 3: \"a\" can't follow the number \"12\"")]
    [InlineData(@"'\q' == 'q'", "column 2: there is no escape \"\\q\"; a backslash is written \\\\")]
    [InlineData(@"'\u12' == 'q'", "column 2: the escape that starts here takes 4 digits to the base 16")]
    [InlineData(@"'\ud800' == 'q'", "column 3: there is no character U+D800")]
    [InlineData("'x'.matches('(')", "column 5: the pattern is wrong: InsufficientClosingParentheses")]
    [InlineData(@"'x'.matches('(a)\\1')", "column 5: the pattern is too large, or asks for what RE2 doesn't have: looking ahead or behind, back references, atomic groups")]
    [InlineData("event # 1", "column 7: the character \"#\" can't stand here")]
    [InlineData("for == 1", "column 1: \"for\" is a word that CEL keeps for itself")]
    [InlineData("google.protobuf.Any == 1", "column 1: there is no type google.protobuf.Any")]
    public void Says_where_and_what(string expression, string message)
        => Assert.Equal(message, Assert.Throws<CelException>(() => CelExpression.Parse(expression, ["event"])).Message);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("!", "")]
    [InlineData("-", "")]
    [InlineData("[1].all(x, ", ")")]
    [InlineData("true ? true : ", "")]
    [InlineData("size([", "])")]
    public void Depth_is_bounded(string before, string after)
    {
        var deep = string.Concat(Enumerable.Repeat(before, 3000)) + "1" + string.Concat(Enumerable.Repeat(after, 3000));
        var message = Assert.Throws<CelException>(() => CelExpression.Parse(deep[..Math.Min(deep.Length, CelExpression.MaxLength)], [])).Message;
        Assert.Contains("the expression is more than 200 parts deep", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_chains_of_conditions_are_not_deep()
        => Assert.True(CelExpression.Parse(string.Join(" && ", Enumerable.Repeat("true", 2000)), []).EvaluateBoolean(new CelIntegers(new Dictionary<string, long>())));

    [Fact]
    public void Long_sums_are_deep()
        => Assert.Contains(
            "200 parts deep", Assert.Throws<CelException>(() => CelExpression.Parse(string.Join('+', Enumerable.Repeat("1", 2000)), [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Length_is_bounded()
        => Assert.Equal(
            "the expression has 40000 characters, and at most 32768 are read",
            Assert.Throws<CelException>(() => CelExpression.Parse(new string(' ', 40_000), [])).Message);

    [Theory]
    [InlineData("event.type == 'x'", true)]
    [InlineData("event.paid", true)]
    [InlineData("size(event) + 1", false)]
    [InlineData("event.type + 'x'", true)]
    public void Tells_what_can_never_decide(string expression, bool canBeBoolean)
        => Assert.Equal(canBeBoolean, CelExpression.Parse(expression, ["event"]).CanBeBoolean);
}
