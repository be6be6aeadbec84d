using Layotto.Components;
using Layotto.Components.State;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Several writes that are one.</summary>
internal static class TransactionCases
{
    private static readonly string[] Ability = [StateAbilities.Transaction];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a store without transactions doesn't claim them", (subject, _) =>
        {
            Expect.True(!subject.Store.Features.Contains(StateFeatures.Transactional), "TRANSACTIONAL should not be among the features");
            return Task.CompletedTask;
        }) { Lacks = Ability },
        new("a store with transactions says so", (subject, _) =>
        {
            Expect.True(subject.Store.Features.Contains(StateFeatures.Transactional), "TRANSACTIONAL should be among the features");
            Expect.True(subject.Store is ITransactionalStateStore, "the store should be an ITransactionalStateStore");
            return Task.CompletedTask;
        }) { Needs = Ability },
        new("transactions write and delete in turn", GroupsAsync) { Needs = Ability },
        new("a transaction may delete a key without a value", async (subject, cancellationToken)
            => await subject.ExecuteAsync(cancellationToken, Remove(NewPrefix("missing")))) { Needs = Ability },
        new("a transaction of no operations does nothing", async (subject, cancellationToken)
            => await subject.ExecuteAsync(cancellationToken)) { Needs = Ability },
        new("the operations of a transaction apply in their order", OrderAsync) { Needs = Ability },
        new("bytes that are JSON come out of a transaction as they are", async (subject, cancellationToken) =>
        {
            const string json = """{"id":1223,"name":"test"}""";
            var (plain, typed) = (NewPrefix("plain"), NewPrefix("typed"));
            var withType = SetRequest(typed, json) with { Metadata = new Dictionary<string, string> { ["contentType"] = "application/json" } };
            await subject.ExecuteAsync(cancellationToken, StateTransactionOperation.Upsert(withType), Upsert(plain, json));
            await subject.ExpectAsync(plain, json, cancellationToken);
            await subject.ExpectAsync(typed, json, cancellationToken);
        }) { Needs = Ability },
        new("a transaction with a wrong etag writes nothing", WrongETagAsync) { Needs = [StateAbilities.Transaction, StateAbilities.ETag] },
        new("a transaction with right etags writes all", async (subject, cancellationToken) =>
        {
            var (first, second) = (NewPrefix("first"), NewPrefix("second"));
            await subject.SetAsync(first, "1", cancellationToken);
            await subject.SetAsync(second, "2", cancellationToken);
            await subject.ExecuteAsync(
                cancellationToken,
                Upsert(first, "10", await subject.GetETagAsync(first, cancellationToken)),
                Remove(second, await subject.GetETagAsync(second, cancellationToken)));
            await subject.ExpectAsync(first, "10", cancellationToken);
            await subject.ExpectAsync(second, null, cancellationToken);
        }) { Needs = [StateAbilities.Transaction, StateAbilities.ETag] },
        new("a transaction with a bad time to live writes nothing", async (subject, cancellationToken) =>
        {
            var (good, bad) = (NewPrefix("good"), NewPrefix("bad"));
            await Expect.ThrowsAsync<ComponentException>(
                async () => await subject.ExecuteAsync(
                    cancellationToken, Upsert(good, "1"), StateTransactionOperation.Upsert(SetRequest(bad, "1", ttl: "foo"))),
                "a transaction with a bad time to live");
            await subject.ExpectAsync(good, null, cancellationToken);
            await subject.ExpectAsync(bad, null, cancellationToken);
        }) { Needs = [StateAbilities.Transaction, StateAbilities.TimeToLive] },
    ];

    private static async Task GroupsAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var prefix = NewPrefix("transaction");
        string[] values = ["123", "true", "\u0001", "\"hello world\"", "{\"message\":\"test\"}"];
        await subject.ExecuteAsync(cancellationToken, [.. values.Select((value, index) => Upsert(prefix + index, value))]);
        for (var index = 0; index < values.Length; index++)
            await subject.ExpectAsync(prefix + index, values[index], cancellationToken);

        await subject.ExecuteAsync(cancellationToken, Remove(prefix + "0"), Upsert(prefix + "new", "1"), Upsert(prefix + "1", "false"));
        await subject.ExpectAsync(prefix + "0", null, cancellationToken);
        await subject.ExpectAsync(prefix + "new", "1", cancellationToken);
        await subject.ExpectAsync(prefix + "1", "false", cancellationToken);

        await subject.ExecuteAsync(cancellationToken, Remove(prefix + "new"), Remove(prefix + "2"));
        await subject.ExpectAsync(prefix + "new", null, cancellationToken);
        await subject.ExpectAsync(prefix + "2", null, cancellationToken);
        await subject.ExpectAsync(prefix + "3", values[3], cancellationToken);
    }

    private static async Task OrderAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var (first, second, third) = (NewPrefix("key1"), NewPrefix("key2"), NewPrefix("key3"));
        await subject.SetAsync(first, "\"value1\"", cancellationToken);
        await subject.ExecuteAsync(
            cancellationToken,
            Remove(first),
            Upsert(second, "\"value2\""),
            Remove(second),
            Upsert(third, "\"early\""),
            Upsert(third, "\"value3\""));
        await subject.ExpectAsync(first, null, cancellationToken);
        await subject.ExpectAsync(second, null, cancellationToken);
        await subject.ExpectAsync(third, "\"value3\"", cancellationToken);
    }

    private static async Task WrongETagAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        var (present, other) = (NewPrefix("present"), NewPrefix("other"));
        await subject.SetAsync(present, "\"before\"", cancellationToken);
        var etag = await subject.GetETagAsync(present, cancellationToken);
        foreach (var wrong in new[] { Upsert(present, "\"after\"", subject.BadETag), Remove(present, subject.BadETag) })
        {
            var error = await Expect.ThrowsAsync<StateETagException>(
                async () => await subject.ExecuteAsync(cancellationToken, Upsert(other, "1"), wrong), "a transaction with a wrong etag");
            Expect.Equal(StateETagError.Mismatch, error.Error, "the kind of etag error");
            Expect.Equal(present, error.Key, "the key of the etag error");
            await subject.ExpectAsync(present, "\"before\"", cancellationToken);
            await subject.ExpectAsync(other, null, cancellationToken);
            Expect.Equal(etag, await subject.GetETagAsync(present, cancellationToken), "the etag after a failed transaction");
        }
    }
}
