using System.Text.Json;
using Layotto.Components.State.Query;
using Xunit;

namespace Layotto.Components.Tests.State.Query;

public sealed class StateQueryParserTests
{
    [Fact]
    public void Whole_query_is_read()
    {
        var query = StateQueryParser.Parse(
            """
            {
              "filter": {"OR": [
                {"EQ": {"person.org": "A"}},
                {"AND": [{"NEQ": {"person.org": "B"}}, {"IN": {"state": ["CA", 7, true, null]}}]}
              ]},
              "sort": [{"key": "state", "order": "DESC"}, {"key": "person.name"}],
              "page": {"limit": 2, "token": "4"}
            }
            """);

        var or = Assert.IsType<QueryFilter.Or>(query.Filter);
        var equal = Assert.IsType<QueryFilter.Compare>(or.Operands[0]);
        Assert.Equal(["person", "org"], equal.Path);
        Assert.Equal(QueryComparison.Equal, equal.Comparison);
        Assert.Equal(new QueryValue(JsonValueKind.String, "A"), equal.Value);
        var and = Assert.IsType<QueryFilter.And>(or.Operands[1]);
        Assert.Equal(QueryComparison.NotEqual, Assert.IsType<QueryFilter.Compare>(and.Operands[0]).Comparison);
        Assert.Equal(
            [
                new QueryValue(JsonValueKind.String, "CA"), new QueryValue(JsonValueKind.Number, "7"),
                new QueryValue(JsonValueKind.True, ""), new QueryValue(JsonValueKind.Null, ""),
            ],
            Assert.IsType<QueryFilter.In>(and.Operands[1]).Values);
        Assert.Equal(["state"], query.Sort[0].Path);
        Assert.True(query.Sort[0].IsDescending);
        Assert.Equal(["person", "name"], query.Sort[1].Path);
        Assert.False(query.Sort[1].IsDescending);
        Assert.Equal(2, query.Limit);
        Assert.Equal("4", query.Token);
    }

    [Theory]
    [InlineData("GT", QueryComparison.Greater)]
    [InlineData("GTE", QueryComparison.GreaterOrEqual)]
    [InlineData("LT", QueryComparison.Less)]
    [InlineData("LTE", QueryComparison.LessOrEqual)]
    public void Order_comparison_keeps_the_number_as_written(string name, QueryComparison comparison)
    {
        var query = StateQueryParser.Parse(Filter("{\"" + name + "\":{\"a\":11.10}}"));

        var compare = Assert.IsType<QueryFilter.Compare>(query.Filter);
        Assert.Equal(comparison, compare.Comparison);
        Assert.Equal(new QueryValue(JsonValueKind.Number, "11.10"), compare.Value);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"filter":null,"sort":null,"page":null}""")]
    [InlineData("""{"filter":{},"sort":[],"page":{}}""")]
    [InlineData("""{"page":{"limit":0,"token":null}}""")]
    [InlineData("""{"strange":[1,{"a":2}]}""")]
    public void Query_of_nothing_asks_for_everything(string text)
    {
        var query = StateQueryParser.Parse(text);

        Assert.Null(query.Filter);
        Assert.Empty(query.Sort);
        Assert.Null(query.Limit);
        Assert.Equal("", query.Token);
    }

    [Fact]
    public void Names_of_members_match_whatever_their_case()
    {
        var query = StateQueryParser.Parse("""{"Filter":{"EQ":{"a":1}},"SORT":[{"Key":"a","Order":"desc"}],"Page":{"Limit":3}}""");

        Assert.NotNull(query.Filter);
        Assert.True(Assert.Single(query.Sort).IsDescending);
        Assert.Equal(3, query.Limit);
    }

    [Theory]
    [InlineData("", "", "isn't valid JSON")]
    [InlineData("{", "", "isn't valid JSON")]
    [InlineData("{\n\"filter\":,}", "", "line 2")]
    [InlineData("[]", "", "an array")]
    [InlineData("7", "", "the number 7")]
    [InlineData("""{"filter":[]}""", "filter", "an array")]
    [InlineData("""{"filter":{"EQ":{"a":1},"NEQ":{"a":2}}}""", "filter", "single element")]
    [InlineData("""{"filter":{"LIKE":{"a":1}}}""", "filter", "\"LIKE\"")]
    [InlineData("""{"filter":{"eq":{"a":1}}}""", "filter", "\"eq\"")]
    [InlineData("""{"filter":{"EQ":5}}""", "filter.EQ", "the number 5")]
    [InlineData("""{"filter":{"EQ":{}}}""", "filter.EQ", "empty")]
    [InlineData("""{"filter":{"EQ":{"a":1,"b":2}}}""", "filter.EQ", "single element")]
    [InlineData("""{"filter":{"EQ":{"a":{"b":1}}}}""", "filter.EQ.a", "an object")]
    [InlineData("""{"filter":{"EQ":{"a":[1]}}}""", "filter.EQ.a", "an array")]
    [InlineData("""{"filter":{"EQ":{"":1}}}""", "filter.EQ", "names no key")]
    [InlineData("""{"filter":{"EQ":{"a..b":1}}}""", "filter.EQ", "empty part")]
    [InlineData("""{"filter":{"EQ":{".a":1}}}""", "filter.EQ", "empty part")]
    [InlineData("""{"filter":{"GT":{"a":true}}}""", "filter.GT", "only numbers and strings")]
    [InlineData("""{"filter":{"LTE":{"a":null}}}""", "filter.LTE", "only numbers and strings")]
    [InlineData("""{"filter":{"IN":{"a":"b"}}}""", "filter.IN", "a string")]
    [InlineData("""{"filter":{"IN":{"a":[]}}}""", "filter.IN", "empty")]
    [InlineData("""{"filter":{"IN":{"a":[1,[2]]}}}""", "filter.IN.a[1]", "an array")]
    [InlineData("""{"filter":{"AND":{"EQ":{"a":1}}}}""", "filter.AND", "an object")]
    [InlineData("""{"filter":{"AND":[]}}""", "filter.AND", "at least two")]
    [InlineData("""{"filter":{"OR":[{"EQ":{"a":1}}]}}""", "filter.OR", "at least two")]
    [InlineData("""{"filter":{"OR":[{"EQ":{"a":1}},{"AND":[{"EQ":{"a":1}},{"EQ":7}]}]}}""", "filter.OR[1].AND[1].EQ", "the number 7")]
    [InlineData("""{"filter":{"EQ":{"a":"\ud800"}}}""", "", "Unicode")]
    [InlineData("""{"sort":{}}""", "sort", "an object")]
    [InlineData("""{"sort":["a"]}""", "sort[0]", "a string")]
    [InlineData("""{"sort":[{"key":"a"},{"order":"ASC"}]}""", "sort[1].key", "names no key")]
    [InlineData("""{"sort":[{"key":"a","order":"UP"}]}""", "sort[0].order", "neither ASC nor DESC")]
    [InlineData("""{"sort":[{"key":7}]}""", "sort[0].key", "the number 7")]
    [InlineData("""{"page":[]}""", "page", "an array")]
    [InlineData("""{"page":{"limit":-1}}""", "page.limit", "the number -1")]
    [InlineData("""{"page":{"limit":1.5}}""", "page.limit", "the number 1.5")]
    [InlineData("""{"page":{"limit":"2"}}""", "page.limit", "a string")]
    [InlineData("""{"page":{"limit":3000000000}}""", "page.limit", "3000000000")]
    [InlineData("""{"page":{"token":4}}""", "page.token", "the number 4")]
    public void Wrong_query_says_where_and_what(string text, string path, string expected)
    {
        var exception = Assert.Throws<StateQueryException>(() => StateQueryParser.Parse(text));

        Assert.Equal(path, exception.Path);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_utf8_is_refused()
    {
        byte[] query = [.. "{\"filter\":{\"EQ\":{\"a\":\""u8, 0xFF, .. "\"}}}"u8];

        Assert.Throws<StateQueryException>(() => StateQueryParser.Parse(query));
    }

    [Fact]
    public void Query_beyond_a_bound_is_refused()
    {
        var comparison = """{"EQ":{"a":1}}""";
        var deep = comparison;
        for (var depth = 0; depth < 17; depth++)
            deep = "{\"AND\":[" + comparison + "," + deep + "]}";
        string[] queries =
        [
            new string(' ', StateQueryParser.MaxBytes) + "{}",
            Filter(deep),
            Filter(Nested(5000)),
            Filter("{\"OR\":[" + Repeat(comparison, 257) + "]}"),
            Filter("{\"IN\":{\"a\":[" + Repeat("1", 4097) + "]}}"),
            "{\"sort\":[" + Repeat("{\"key\":\"a\"}", 17) + "]}",
            Filter("{\"EQ\":{\"" + new string('a', 1025) + "\":1}}"),
            "{\"page\":{\"token\":\"" + new string('a', 1025) + "\"}}",
        ];

        Assert.All(queries, query => Assert.Throws<StateQueryException>(() => StateQueryParser.Parse(query)));
    }

    [Fact]
    public void Filter_at_the_bounds_is_read()
    {
        var query = StateQueryParser.Parse(Filter("{\"OR\":[" + Repeat("{\"EQ\":{\"a\":1}}", 256) + "]}"));

        Assert.Equal(256, Assert.IsType<QueryFilter.Or>(query.Filter).Operands.Count);
    }

    private static string Filter(string filter) => "{\"filter\":" + filter + "}";

    private static string Repeat(string item, int count) => string.Join(',', Enumerable.Repeat(item, count));

    private static string Nested(int depth)
        => string.Concat(Enumerable.Repeat("{\"AND\":[", depth)) + string.Concat(Enumerable.Repeat("]}", depth));
}
