using System.Text;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Queries over values that are JSON.</summary>
internal static class QueryCases
{
    private static readonly string[] Ability = [StateAbilities.Query];

    private static readonly (string Name, string Value)[] Documents =
    [
        ("struct", """{"run":"RUN","message":"testRUN"}"""),
        ("active", """{"run":"RUN","product":{"value":15},"status":"ACTIVE","message":"RUNmessage"}"""),
        ("inactive", """{"run":"RUN","product":{"value":12},"status":"INACTIVE","message":"RUNmessage"}"""),
        ("struct-2", """{"run":"RUN","message":"RUNtest"}"""),
        ("big", """{"run":"RUN","id":9007199254740993,"flag":true,"nothing":null}"""),
        ("bigger", """{"run":"RUN","id":9007199254740994,"flag":false,"tags":["a","b"]}"""),
        ("text-number", """{"run":"RUN","product":{"value":"15"}}"""),
        ("array", """["RUN"]"""),
        ("string", "\"RUN\""),
        ("binary", "\u0001RUN"),
        ("broken", """{"run":"RUN","message":"testRUN" """),
    ];

    private static readonly (string Filter, string[] Matches)[] Filters =
    [
        ("""{"OR":[{"EQ":{"message":"dummy"}},{"IN":{"message":["testRUN","dummy"]}}]}""", ["struct"]),
        ("""
            {"AND":[{"EQ":{"message":"RUNmessage"}},{"GTE":{"product.value":10}},{"LT":{"product.value":20}},{"NEQ":{"status":"INACTIVE"}}]}
            """, ["active"]),
        ("""
            {"OR":[{"AND":[{"EQ":{"message":"RUNmessage"}},{"GT":{"product.value":11.1}},{"EQ":{"status":"INACTIVE"}}]},
            {"AND":[{"EQ":{"message":"RUNmessage"}},{"LTE":{"product.value":0.5}},{"EQ":{"status":"ACTIVE"}}]}]}
            """, ["inactive"]),
        ("""{"OR":[{"EQ":{"message":"RUNtest"}},{"IN":{"message":["testRUN","dummy"]}}]}""", ["struct", "struct-2"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"EQ":{"id":9007199254740993}}]}""", ["big"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"GT":{"id":9007199254740993}}]}""", ["bigger"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"EQ":{"flag":true}}]}""", ["big"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"NEQ":{"flag":true}}]}""", ["bigger"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"EQ":{"nothing":null}}]}""", ["big"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"EQ":{"product.value":15.0}}]}""", ["active"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"EQ":{"product.value":"15"}}]}""", ["text-number"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"IN":{"product.value":[12,"15",true,null]}}]}""", ["inactive", "text-number"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"LTE":{"status":"ACTIVE"}}]}""", ["active"]),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"EQ":{"product":"15"}}]}""", []),
        ("""{"EQ":{"run":"RUN' OR 1=1 --"}}""", []),
        ("""{"AND":[{"EQ":{"run":"RUN"}},{"EQ":{"tags.0":"a"}}]}""", []),
    ];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a store without queries doesn't claim them", (subject, _) =>
        {
            Expect.True(!subject.Store.Features.Contains(StateFeatures.Query), "QUERY_API should not be among the features");
            return Task.CompletedTask;
        }) { Lacks = Ability },
        new("a store with queries says so", (subject, _) =>
        {
            Expect.True(subject.Store.Features.Contains(StateFeatures.Query), "QUERY_API should be among the features");
            Expect.True(subject.Store is IQueryableStateStore, "the store should be an IQueryableStateStore");
            return Task.CompletedTask;
        }) { Needs = Ability },
        new("a query finds the values that its filter holds for", FiltersAsync) { Needs = Ability },
        new("a query sorts as it is asked to", SortAsync) { Needs = Ability },
        new("a query answers in pages", PagesAsync) { Needs = Ability },
        new("a page token of another store is an error", async (subject, cancellationToken)
            => await Expect.ThrowsAsync<ComponentException>(
                async () => await QueryAsync(subject, """{"page":{"limit":1,"token":"not-mine"}}""", cancellationToken),
                "a query with a strange token")) { Needs = Ability },
        new("a query finds no values that have expired", async (subject, cancellationToken) =>
        {
            var prefix = NewPrefix("query");
            await subject.SetAsync(prefix + "brief", $$"""{"run":"{{prefix}}"}""", cancellationToken, ttl: "1");
            await subject.SetAsync(prefix + "lasting", $$"""{"run":"{{prefix}}"}""", cancellationToken);
            await subject.AdvanceAsync(TimeSpan.FromSeconds(2.5), cancellationToken);
            var page = await QueryAsync(subject, $$$$"""{"filter":{"EQ":{"run":"{{{{prefix}}}}"}}}""", cancellationToken);
            Expect.SameElements([prefix + "lasting"], page.Items.Select(item => item.Key), "what the query finds");
        }) { Needs = [StateAbilities.Query, StateAbilities.TimeToLive] },
    ];

    private static async Task<StateQueryPage> QueryAsync(StateStoreSubject subject, string query, CancellationToken cancellationToken)
        => await ((IQueryableStateStore)subject.Store).QueryAsync(
            StateQueryParser.Parse(query),
            new Dictionary<string, string> { ["contentType"] = "application/json", ["queryIndexName"] = "qIndx" },
            cancellationToken);

    private static async Task FiltersAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var run = NewPrefix("query");
        foreach (var (name, value) in Documents)
        {
            var request = SetRequest(run + name, value.Replace("RUN", run, StringComparison.Ordinal));
            await subject.Store.SetAsync(
                request with { Metadata = new Dictionary<string, string> { ["contentType"] = "application/json" } }, cancellationToken);
        }

        foreach (var (filter, matches) in Filters)
        {
            var page = await QueryAsync(subject, $$"""{"filter":{{filter.Replace("RUN", run, StringComparison.Ordinal)}}}""", cancellationToken);
            Expect.SameElements(matches.Select(name => run + name), page.Items.Select(item => item.Key), $"what {filter} finds");
            foreach (var item in page.Items)
            {
                var written = Documents.First(document => run + document.Name == item.Key).Value;
                Expect.Bytes(Encoding.UTF8.GetBytes(written.Replace("RUN", run, StringComparison.Ordinal)), item.Data, "the value found");
                if (subject.Abilities.Contains(StateAbilities.ETag))
                    Expect.Equal(await subject.GetETagAsync(item.Key, cancellationToken), item.ETag, "the etag found");
            }
        }
    }

    private static async Task<string> WritePeopleAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var run = NewPrefix("query");
        (string Name, string State, int Age)[] people = [("ann", "WA", 30), ("bob", "CA", 4), ("cid", "CA", 100), ("dee", "WA", 20), ("eve", "TX", 7)];
        foreach (var (name, state, age) in people)
            await subject.SetAsync(run + name, $$$"""{"run":"{{{run}}}","state":"{{{state}}}","person":{"age":{{{age}}}}}""", cancellationToken);
        return run;
    }

    private static async Task SortAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var run = await WritePeopleAsync(subject, cancellationToken);
        foreach (var (sort, expected) in new[]
        {
            ("""[{"key":"person.age"}]""", "bob eve dee ann cid"),
            ("""[{"key":"person.age","order":"DESC"}]""", "cid ann dee eve bob"),
            ("""[{"key":"state","order":"DESC"},{"key":"person.age","order":"ASC"}]""", "dee ann eve bob cid"),
        })
        {
            var page = await QueryAsync(subject, $$$"""{"filter":{"EQ":{"run":"{{{run}}}"}},"sort":{{{sort}}}}""", cancellationToken);
            Expect.Equal(expected, string.Join(' ', page.Items.Select(item => item.Key[run.Length..])), $"the order by {sort}");
        }
    }

    private static async Task PagesAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var run = await WritePeopleAsync(subject, cancellationToken);
        var found = new List<string>();
        var token = "";
        for (var pages = 0; pages == 0 || token.Length > 0; pages++)
        {
            Expect.True(pages < 4, "the pages should come to an end");
            var page = await QueryAsync(
                subject,
                $$$"""{"filter":{"EQ":{"run":"{{{run}}}"}},"sort":[{"key":"person.age"}],"page":{"limit":2,"token":"{{{token}}}"}}""",
                cancellationToken);
            Expect.True(page.Items.Count <= 2, "a page should have no more than the limit");
            found.AddRange(page.Items.Select(item => item.Key[run.Length..]));
            token = page.Token;
        }

        Expect.Equal("bob eve dee ann cid", string.Join(' ', found), "the values of all pages");
    }
}
