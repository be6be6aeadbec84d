using System.Text.Json;
using Layotto.Runtime.Expressions;

namespace Layotto.Runtime.Tests.Expressions;

/// <summary>What expressions give: the basics of CEL's specification, over an event such as a routing rule sees.</summary>
public sealed class CelEvaluationTests
{
    private const string Event = """
        {
          "id": "1", "type": "order.created", "source": "shop", "subject": null, "traceparent": "", "a-b": "dash", "twice": 1, "twice": 2,
          "data": { "count": 3, "price": 9.5, "tags": ["a", "b"], "paid": true, "lines": [{"sku": "x", "n": 1}, {"sku": "y", "n": 2}], "big": 1e300,
                    "empty": {}, "when": "2030-01-02T03:04:05Z", "text": "a\u00e4\ud83d\ude00" }
        }
        """;

    [Theory]
    [InlineData("true")]
    [InlineData("!false && (true || false)")]
    [InlineData("event.type == \"order.created\"")]
    [InlineData("event.type == 'order.created' // with a comment")]
    [InlineData("event.data.count == 3 && event.data.count == 3u && event.data.count == 3.0")]
    [InlineData("event.data.count > 2 && event.data.count < 3.5 && event.data.count >= 3u")]
    [InlineData("event.data.count + 1.0 == 4.0 && int(event.data.count) + 1 == 4")]
    [InlineData("event.subject == null && event.type != null")]
    [InlineData("has(event.data.price) && !has(event.data.cost)")]
    [InlineData("has(event.subject)")]
    [InlineData("event[\"a-b\"] == 'dash'")]
    [InlineData("event.twice == 2 && event['twice'] == 2")]
    [InlineData("event.data.tags[0] == 'a' && event.data.tags[1.0] == 'b' && event.data.tags[1u] == 'b'")]
    [InlineData("'a' in event.data.tags && !('c' in event.data.tags) && 'data' in event && !('x' in event) && !(1 in event)")]
    [InlineData("event.type in ['order.created', 'order.deleted',]")]
    [InlineData("event.data.lines.all(l, l.n > 0) && !event.data.lines.all(l, l.n > 1)")]
    [InlineData("event.data.lines.exists(l, l.sku == 'y') && event.data.lines.exists_one(l, l.n == 2) && event.data.lines.existsOne(l, l.n == 2)")]
    [InlineData("event.data.lines.filter(l, l.n == 2)[0].sku == 'y' && event.data.lines.map(l, l.n) == [1, 2]")]
    [InlineData("event.data.lines.map(l, l.n > 1, l.sku) == ['y']")]
    [InlineData("[1, 2].map(x, [10, 20].map(y, x * y)) == [[10, 20], [20, 40]]")]
    [InlineData("[1].exists(event, event == 1)")]
    [InlineData("event.data.exists(k, k == 'paid') && {'a': 1, 'b': 2}.all(k, k < 'c')")]
    [InlineData("event.type.startsWith('order.') && event.type.endsWith('ed') && event.type.contains('r.c')")]
    [InlineData("event.type.matches('^order\\\\.[a-z]+$') && matches(event.source, 'h.p') && !event.type.matches('^created')")]
    [InlineData("size(event.data.tags) == 2 && event.data.tags.size() == 2 && size(event.data.empty) == 0 && event.data.text.size() == 3 && size(b'ä') == 2")]
    [InlineData("event.data.paid ? event.data.price > 9 : event.missing")]
    [InlineData("event.missing || true")]
    [InlineData("true || event.missing")]
    [InlineData("!(event.missing && false)")]
    [InlineData("!(false && 1 / 0 == 1)")]
    [InlineData("[1, 0].exists(x, 1 / x == 1) && [0, 1].exists(x, 1 / x == 1) && ![0, 2].all(x, 1 / x == 1)")]
    [InlineData("event.data == event.data && event.data != {} && event.data.empty == {}")]
    [InlineData("{'a': 1, 2: 'b', true: 3u}[2] == 'b' && {1: 'x'}[1u] == 'x' && {1: 'x'}[1.0] == 'x' && {'a': {'b': 1}}.a.b == 1")]
    [InlineData("1 + 2 * 3 - 4 / 2 == 5 && 7 % 4 == 3 && -7 / 2 == -3 && -7 % 4 == -3 && 7u / 2u == 3u && 1.0 / 0.0 > 1e308")]
    [InlineData("1 - 1 - 1 == -1 && 2 * 3 % 4 == 2 && (1 < 2) == true")]
    [InlineData("0xFF == 255 && 0x10u == 16u && 1e3 == 1000.0 && .5 == 0.5 && 1.5E-1 == 0.15")]
    [InlineData("-9223372036854775808 < 0 && -0x8000000000000000 == -9223372036854775808 && 9223372036854775807 > 0")]
    [InlineData("'a' + 'b' == \"ab\" && b'a' + b'b' == b'ab' && [1] + [2] == [1, 2]")]
    [InlineData(@"'\x41\u00e4\U0001F600\101\n\t\\\'' == ""Aä😀A\n\t\\'"" && r'\n' == '\\n' && R""a\"" == 'a\\'")]
    [InlineData("'''a'b\n\"\"''' == \"a'b\\n\\\"\\\"\" && \"\"\"x\"\"\" == 'x' && r'''\\d''' == '\\\\d'")]
    [InlineData(@"b'\xff\377' == b'\xff\xff' && b'ä' == b'\xc3\xa4' && bytes('ä') == b'ä' && string(b'ab') == 'ab' && br'\x' == b'\\x'")]
    [InlineData("'a' < 'b' && 'a' < 'ab' && false < true && b'a' < b'b' && '\\uffff' < '\\U0001F600'")]
    [InlineData("int('42') == 42 && int(3.9) == 3 && int(-3.9) == -3 && uint('7') == 7u && double('1.5') == 1.5 && bool('true') && !bool('F')")]
    [InlineData("string(42) == '42' && string(4.5) == '4.5' && string(1000000.0) == '1e+06' && string(0.0001) == '0.0001' && string(true) == 'true' && string(7u) == '7'")]
    [InlineData("type(1) == int && type('a') == string && type(event) == map && type(event.data.tags) == list && type(null) == null_type && type(type(1)) == type")]
    [InlineData("type(timestamp('2030-01-01T00:00:00Z')) == google.protobuf.Timestamp && type(event.data.count) == double")]
    [InlineData("dyn(1) != dyn('a') && !(dyn(1) == dyn(null)) && dyn(1) == dyn(1.0) && dyn(1u) == dyn(1)")]
    [InlineData("double('NaN') != double('NaN') && !(double('NaN') < 1.0) && !(double('NaN') >= 1.0)")]
    [InlineData("timestamp(event.data.when) > timestamp('2030-01-02T03:04:04.123456789Z') && timestamp(event.data.when).getFullYear() == 2030")]
    [InlineData("timestamp('2030-01-02T03:04:05+02:00') == timestamp('2030-01-02T01:04:05Z') && timestamp(0) == timestamp('1970-01-01T00:00:00Z')")]
    [InlineData("timestamp('2030-01-02T03:04:05Z').getHours('+02:00') == 5 && timestamp('2030-01-02T03:04:05Z').getMonth() == 0 && timestamp('2030-01-02T03:04:05Z').getDayOfMonth() == 1")]
    [InlineData("duration('1h30m') == duration('90m') && duration('1.5s').getMilliseconds() == 500 && duration('-1s') < duration('0s') && duration('90m').getHours() == 1")]
    [InlineData("timestamp('2030-01-02T00:00:00Z') - timestamp('2030-01-01T00:00:00Z') == duration('24h') && timestamp(0) + duration('1s') == timestamp(1)")]
    [InlineData("string(timestamp('2030-01-02T03:04:05.5Z')) == '2030-01-02T03:04:05.5Z' && string(duration('90s')) == '90s' && int(timestamp('1970-01-01T00:01:00Z')) == 60")]
    [InlineData(".event.type == event.type")]
    [InlineData("event\n  .data\n  .paid")]
    public void True(string expression) => Assert.True(Parse(expression).EvaluateBoolean(OverEvent()), expression);

    [Theory]
    [InlineData("event.missing == 1", "there is no field \"missing\"")]
    [InlineData("event.data.nowhere.at.all", "there is no field \"nowhere\"")]
    [InlineData("event.type.length == 1", "a string has no fields, so no \"length\"")]
    [InlineData("has(event.type.length)", "a string has no fields, so no \"length\"")]
    [InlineData("event.data.count", "the expression gives a double and not true or false")]
    [InlineData("'text'", "the expression gives a string and not true or false")]
    [InlineData("event.data.count + 1 == 4", "+ isn't defined for double and int")]
    [InlineData("event.type < 1", "< isn't defined for string and int")]
    [InlineData("event.type && true", "&& isn't defined for string")]
    [InlineData("event.type || false", "|| isn't defined for string")]
    [InlineData("!event.type", "! isn't defined for string")]
    [InlineData("1 / 0 == 1", "a division by zero")]
    [InlineData("1u % 0u == 1u", "a division by zero")]
    [InlineData("9223372036854775807 + 1 > 0", "a whole number went out of range")]
    [InlineData("1u - 2u == 0u", "a whole number went out of range")]
    [InlineData("int(event.data.big) == 1", "a whole number went out of range")]
    [InlineData("int(event.type) == 1", "the text is no number that a int could be")]
    [InlineData("event.data.tags[2] == 'c'", "the list of 2 has no element of that number")]
    [InlineData("event.data.tags[-1] == 'c'", "the list of 2 has no element of that number")]
    [InlineData("event['nothing'] == 1", "there is no such key")]
    [InlineData("event.data.lines.exists_one(l, l.missing == 1)", "there is no field \"missing\"")]
    [InlineData("event.data.lines.all(l, l.missing == 1)", "there is no field \"missing\"")]
    [InlineData("event.data.count.all(x, true)", "all() isn't defined for double")]
    [InlineData("{'a': 1, 'a': 2} == {}", "the map has the same key twice")]
    [InlineData("'x'.matches(event.data.text + '[')", "the pattern is wrong: UnterminatedBracket")]
    [InlineData("timestamp(event.type) == timestamp(0)", "the text is no timestamp such as 2030-01-02T03:04:05Z")]
    [InlineData("duration('1 hour') == duration('1h')", "the text is no duration such as 1h30m or 1.5s")]
    public void No_value(string expression, string message)
    {
        var parsed = Parse(expression);
        Assert.False(parsed.TryEvaluateBoolean(OverEvent(), out var result, out var error));
        Assert.False(result);
        Assert.Equal(message, error);
        Assert.Equal(message, Assert.Throws<CelException>(() => parsed.EvaluateBoolean(OverEvent())).Message);
    }

    [Fact]
    public void A_variable_without_a_value_is_an_error_and_can_be_absorbed()
    {
        var nothing = new CelIntegers(new Dictionary<string, long>());
        var parsed = CelExpression.Parse("requests > 1 || totalFailures > 0", ["requests", "totalFailures"]);
        Assert.False(parsed.TryEvaluateBoolean(nothing, out _, out var error));
        Assert.Equal("the variable \"requests\" has no value", error);
        Assert.True(parsed.EvaluateBoolean(new CelIntegers(new Dictionary<string, long> { ["totalFailures"] = 1 })));
    }

    [Fact]
    public void Integers_stay_integers()
    {
        var counts = new CelIntegers(new Dictionary<string, long> { ["requests"] = 10, ["totalFailures"] = 6 });
        Assert.True(CelExpression.Parse("requests >= 10 && totalFailures * 100 / requests >= 60", ["requests", "totalFailures"]).EvaluateBoolean(counts));
        Assert.True(CelExpression.Parse("double(totalFailures) / double(requests) > 0.59", ["requests", "totalFailures"]).EvaluateBoolean(counts));
    }

    [Fact]
    public void An_escaped_half_of_a_surrogate_pair_is_an_error()
    {
        using var document = JsonDocument.Parse("""{"type": "\ud800"}""");
        Assert.False(Parse("event.type == 'x'").TryEvaluateBoolean(new CelVariable("event", document.RootElement), out _, out var error));
        Assert.Equal("the JSON has text that is no Unicode", error);
    }

    [Theory]
    [InlineData("event.all(a, event.all(b, event.all(c, a != b || b != c || c != '')))")]
    [InlineData("event.all(a, 'x'.matches(a))")]
    [InlineData("event.map(a, event.map(b, a + b)).size() > 0")]
    [InlineData("event.all(a, event == event)")]
    public void A_message_cannot_make_an_evaluation_endless(string text)
    {
        using var document = JsonDocument.Parse($"[{string.Join(',', Enumerable.Repeat("\"x\"", 20_000))}]");
        var expression = Parse(text);
        Assert.False(expression.TryEvaluateBoolean(new CelVariable("event", document.RootElement), out _, out var error));
        Assert.Equal("the evaluation takes more than 2000000 steps", error);
    }

    [Theory]
    [InlineData(@"\\d+", "٣", false)]
    [InlineData(@"^[\\d]$", "٣", false)]
    [InlineData("a$", "a\\n", false)]
    [InlineData("(?m)a$", "a\\nb", true)]
    [InlineData("(?i)ABC", "abc", true)]
    [InlineData("(?P<year>[0-9]{4})", "2030", true)]
    [InlineData(@"\\Qa.b\\E+", "a.bb", true)]
    [InlineData("^[[:alpha:]]+$", "abc", true)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("[^[:space:]]", " ", false)]
    [InlineData(@"\\pL", "ä", true)]
    public void Patterns_are_those_of_RE2(string pattern, string text, bool isMatch)
        => Assert.Equal(isMatch, Parse($"'{text}'.matches('{pattern}')").EvaluateBoolean(OverEvent()));

    private static CelExpression Parse(string expression) => CelExpression.Parse(expression, ["event"]);

    private static CelVariable OverEvent() => new("event", JsonDocument.Parse(Event).RootElement);
}
