using System.Globalization;
using Layotto.Components;
using Layotto.Components.State;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Listings of keys. Dapr's cases empty the store and list all of it; these list below a prefix of their own.</summary>
internal static class KeyListingCases
{
    private static readonly string[] Ability = [StateAbilities.KeysLike];

    private static readonly string[] SimpleKeys =
    [
        "prefix||key1", "prefix||key2", "prefix||prefix2||key3", "other-prefix||key1", "no-prefix",
        "abc1", "abc2", "abc3", "abc33", "xyz1", "xyz2", "xyz3",
    ];

    private static readonly string[] SpecialKeys =
    [
        "%", "hello%%wor.kflow", "%%wor.kflow", "hello%%", "_", "hello_workflow", "_workflow", "hello_", "%hello_workflow%_yoyo",
        "a*b", "a?b", "a[b]c", "back\\slash", "\ud83d\ude00",
    ];

    private static readonly (string Pattern, string[] Matches)[] SimplePatterns =
    [
        ("%", SimpleKeys),
        ("prefix||%", ["prefix||key1", "prefix||key2", "prefix||prefix2||key3"]),
        ("%key1", ["prefix||key1", "other-prefix||key1"]),
        ("%||%", ["prefix||key1", "prefix||key2", "prefix||prefix2||key3", "other-prefix||key1"]),
        ("%||%||%", ["prefix||prefix2||key3"]),
        ("abc_", ["abc1", "abc2", "abc3"]),
        ("abc1", ["abc1"]),
        ("abc", []),
    ];

    private static readonly (string Pattern, string[] Matches)[] SpecialPatterns =
    [
        ("%", SpecialKeys),
        ("hello%", ["hello%%wor.kflow", "hello%%", "hello_workflow", "hello_"]),
        ("hello_", ["hello_"]),
        ("hello_workflo_", ["hello_workflow"]),
        ("hello\\_workflow", ["hello_workflow"]),
        ("hello\\_", ["hello_"]),
        ("hello%%", ["hello%%wor.kflow", "hello%%", "hello_workflow", "hello_"]),
        ("hello\\%\\%", ["hello%%"]),
        ("hello%\\%", ["hello%%"]),
        ("hello\\%\\%%wor.kflow", ["hello%%wor.kflow"]),
        ("\\%hello\\_workflow\\%\\_yoyo", ["%hello_workflow%_yoyo"]),
        ("a*b", ["a*b"]),
        ("a_b", ["a*b", "a?b"]),
        ("a[b]c", ["a[b]c"]),
        ("back\\\\slash", ["back\\slash"]),
        ("_", ["%", "_", "\ud83d\ude00"]),
    ];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a store without listing of keys doesn't claim it", (subject, _) =>
        {
            Expect.True(!subject.Store.Features.Contains(StateFeatures.KeysLike), "KEYS_LIKE should not be among the features");
            Expect.True(subject.Store is not IKeyListingStateStore, "the store should not be an IKeyListingStateStore");
            return Task.CompletedTask;
        }) { Lacks = Ability },
        new("a store with listing of keys says so", (subject, _) =>
        {
            Expect.True(subject.Store.Features.Contains(StateFeatures.KeysLike), "KEYS_LIKE should be among the features");
            Expect.True(subject.Store is IKeyListingStateStore, "the store should be an IKeyListingStateStore");
            return Task.CompletedTask;
        }) { Needs = Ability },
        new("an empty pattern is an error", async (subject, cancellationToken)
            => await Expect.ThrowsAsync<ComponentException>(
                async () => await ListAsync(subject, "", null, null, cancellationToken), "a listing by an empty pattern")) { Needs = Ability },
        new("keys are listed by a pattern", (subject, cancellationToken)
            => MatchAsync(subject, SimpleKeys, SimplePatterns, cancellationToken)) { Needs = Ability },
        new("special characters of patterns can be escaped", (subject, cancellationToken)
            => MatchAsync(subject, SpecialKeys, SpecialPatterns, cancellationToken)) { Needs = Ability },
        new("a pattern tells letters by their case", (subject, cancellationToken)
            => MatchAsync(
                subject, ["hello1", "HELLO2"], [("hello%", ["hello1"]), ("HELLO_", ["HELLO2"]), ("Hello%", [])], cancellationToken))
        {
            Needs = [StateAbilities.KeysLike, StateAbilities.CaseSensitivePatterns],
        },
        new("keys are listed in pages", PagesAsync) { Needs = Ability },
        new("1025 keys are listed without a page size", ManyAsync) { Needs = Ability },
        new("a listing in pages goes on past keys that are deleted and written meanwhile", ChangedAsync) { Needs = Ability },
        new("expired keys are not listed", async (subject, cancellationToken) =>
        {
            var prefix = NewPrefix("list");
            await subject.SetAsync(prefix + "1", "1", cancellationToken, ttl: "1");
            await subject.SetAsync(prefix + "2", "2", cancellationToken);
            await subject.SetAsync(prefix + "3", "3", cancellationToken, ttl: "1");
            await subject.AdvanceAsync(TimeSpan.FromSeconds(5), cancellationToken);
            var page = await ListAsync(subject, PatternOf(prefix, "%"), null, null, cancellationToken);
            Expect.SameElements([prefix + "2"], page.Keys, "the keys that haven't expired");
            Expect.True(page.ContinuationToken is null, "there should be no further page");
        }) { Needs = [StateAbilities.KeysLike, StateAbilities.TimeToLive] },
    ];

    private static string PatternOf(string prefix, string pattern) => StateKeyPattern.Escape(prefix) + pattern;

    private static ValueTask<StateKeyPage> ListAsync(
        StateStoreSubject subject, string pattern, int? pageSize, string? token, CancellationToken cancellationToken)
        => ((IKeyListingStateStore)subject.Store).ListKeysAsync(pattern, pageSize, token, cancellationToken);

    private static async Task<string> WriteAsync(StateStoreSubject subject, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var prefix = NewPrefix("list");
        var errors = await subject.SetManyAsync([.. names.Select(name => SetRequest(prefix + name, $"\"{name.Length}\""))], cancellationToken);
        Expect.True(errors.All(error => error is null), "no write should fail");
        return prefix;
    }

    private static async Task MatchAsync(
        StateStoreSubject subject, string[] names, (string Pattern, string[] Matches)[] patterns, CancellationToken cancellationToken)
    {
        var prefix = await WriteAsync(subject, names, cancellationToken);
        foreach (var (pattern, matches) in patterns)
        {
            var page = await ListAsync(subject, PatternOf(prefix, pattern), null, null, cancellationToken);
            Expect.SameElements(matches.Select(name => prefix + name), page.Keys, $"the keys like {pattern}");
            Expect.True(page.ContinuationToken is null, "there should be no further page");
        }
    }

    private static async Task PagesAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var prefix = await WriteAsync(subject, SimpleKeys, cancellationToken);
        var pattern = PatternOf(prefix, "%");
        var keys = new List<string>();
        string? token = null;
        foreach (var (size, expected) in new[] { (6, 6), (5, 5), (100, 1) })
        {
            var page = await ListAsync(subject, pattern, size, token, cancellationToken);
            Expect.Equal(expected, page.Keys.Count, "the number of keys on a page");
            Expect.Equal(keys.Count + expected < SimpleKeys.Length, page.ContinuationToken is not null, "whether there is a further page");
            keys.AddRange(page.Keys);
            token = page.ContinuationToken;
        }

        Expect.SameElements(SimpleKeys.Select(name => prefix + name), keys, "the keys of all pages");
    }

    private static async Task ManyAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        const int count = 1025;
        var prefix = await WriteAsync(
            subject, Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        foreach (var size in new int?[] { null, 100_000, count })
        {
            var page = await ListAsync(subject, PatternOf(prefix, "%"), size, null, cancellationToken);
            Expect.Equal(count, page.Keys.Distinct().Count(), "the number of keys");
            Expect.True(page.ContinuationToken is null || size == count, "there should be no further page");
        }
    }

    private static async Task ChangedAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var prefix = await WriteAsync(subject, ["key1", "key2", "key3", "key4"], cancellationToken);
        var pattern = PatternOf(prefix, "%");
        var first = await ListAsync(subject, pattern, 3, null, cancellationToken);
        Expect.Equal(3, first.Keys.Count, "the number of keys on the first page");
        Expect.True(first.ContinuationToken is not null, "there should be a second page");

        var unlisted = Enumerable.Range(1, 4).Select(number => $"{prefix}key{number}").Except(first.Keys).Single();
        await subject.DeleteAsync(first.Keys[0], cancellationToken);
        await subject.DeleteAsync(first.Keys[2], cancellationToken);
        await subject.SetAsync(prefix + "key5", "5", cancellationToken);
        await subject.SetAsync(prefix + "key0", "0", cancellationToken);

        var second = await ListAsync(subject, pattern, null, first.ContinuationToken, cancellationToken);
        Expect.True(second.Keys.Contains(unlisted), "the second page should have the key that the first one didn't");
        Expect.True(second.ContinuationToken is null, "there should be no third page");

        Expect.Equal(4, (await ListAsync(subject, pattern, null, null, cancellationToken)).Keys.Count, "the number of keys in the end");
        Expect.Equal(3, (await ListAsync(subject, pattern, 3, null, cancellationToken)).Keys.Count, "the number of keys on a page of 3");
    }
}
