using Layotto.Components;
using Layotto.Components.State;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Deletion of all keys of a prefix.</summary>
internal static class PrefixCases
{
    private static readonly string[] Ability = [StateAbilities.DeleteWithPrefix];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a store without deletion by prefix doesn't claim it", (subject, _) =>
        {
            Expect.True(!subject.Store.Features.Contains(StateFeatures.DeleteWithPrefix), "DELETE_WITH_PREFIX should not be among the features");
            Expect.True(subject.Store is not IPrefixDeletingStateStore, "the store should not be an IPrefixDeletingStateStore");
            return Task.CompletedTask;
        }) { Lacks = Ability },
        new("a store with deletion by prefix says so", (subject, _) =>
        {
            Expect.True(subject.Store.Features.Contains(StateFeatures.DeleteWithPrefix), "DELETE_WITH_PREFIX should be among the features");
            Expect.True(subject.Store is IPrefixDeletingStateStore, "the store should be an IPrefixDeletingStateStore");
            return Task.CompletedTask;
        }) { Needs = Ability },
        new("a deletion by prefix deletes direct children alone", (subject, cancellationToken)
            => DeleteAsync(subject, "prefix||", cancellationToken)) { Needs = Ability },
        new("a deletion by prefix appends the separator", (subject, cancellationToken)
            => DeleteAsync(subject, "prefix", cancellationToken)) { Needs = Ability },
        new("a deletion by prefix needs one", async (subject, cancellationToken) =>
        {
            foreach (var bad in new[] { "", "||" })
            {
                var error = await Expect.ThrowsAsync<ComponentException>(
                    async () => await ((IPrefixDeletingStateStore)subject.Store).DeleteWithPrefixAsync(bad, cancellationToken),
                    $"a deletion by the prefix \"{bad}\"");
                Expect.True(error.Message.Contains("prefix is required", StringComparison.Ordinal), $"the error should say so; it says {error.Message}");
            }
        }) { Needs = Ability },
    ];

    private static async Task DeleteAsync(StateStoreSubject subject, string suffix, CancellationToken cancellationToken)
    {
        var root = NewPrefix("tree");
        string[] children = [$"{root}prefix||key1", $"{root}prefix||key2"];
        string[] others = [$"{root}prefix||prefix2||key3", $"other-{root}prefix||key1", $"{root}prefix", $"{root}prefix2||key1"];
        foreach (var key in children.Concat(others))
            await subject.SetAsync(key, "\"corpora\"", cancellationToken);

        var count = await ((IPrefixDeletingStateStore)subject.Store).DeleteWithPrefixAsync(root + suffix, cancellationToken);
        Expect.Equal(2, count, "the number of keys deleted");
        foreach (var key in children)
            await subject.ExpectAsync(key, null, cancellationToken);
        foreach (var key in others)
            await subject.ExpectAsync(key, "\"corpora\"", cancellationToken);
    }
}
