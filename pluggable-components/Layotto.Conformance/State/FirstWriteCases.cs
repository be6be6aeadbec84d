using Layotto.Components.State;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Writes of which the first wins.</summary>
internal static class FirstWriteCases
{
    private static readonly string[] Ability = [StateAbilities.FirstWrite];

    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("a first-write without an etag fails where there is a value", (subject, cancellationToken)
            => WithoutETagAsync(subject, null, cancellationToken)) { Needs = Ability },
        new("a first-write with an empty etag fails where there is a value", (subject, cancellationToken)
            => WithoutETagAsync(subject, "", cancellationToken)) { Needs = Ability },
        new("a first-write with an etag goes by it", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("first-write");
            await subject.SetAsync(key, "testValue1", cancellationToken);
            var etag = await subject.GetETagAsync(key, cancellationToken);
            var request = SetRequest(key, "testValue2", etag, StateConcurrency.FirstWrite);
            await subject.Store.SetAsync(request, cancellationToken);
            await subject.ExpectAsync(key, "testValue2", cancellationToken);
            Expect.True(etag != await subject.GetETagAsync(key, cancellationToken), "a write should change the etag");
            await Expect.ThrowsAsync<StateETagException>(
                async () => await subject.Store.SetAsync(request, cancellationToken), "a first-write with an old etag");
        }) { Needs = Ability },
        new("a first-write succeeds where a value was deleted", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("first-write");
            await subject.SetAsync(key, "1", cancellationToken);
            await subject.DeleteAsync(key, cancellationToken);
            await subject.Store.SetAsync(SetRequest(key, "2", null, StateConcurrency.FirstWrite), cancellationToken);
            await subject.ExpectAsync(key, "2", cancellationToken);
        }) { Needs = Ability },
        new("a first-write succeeds where a value has expired", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("first-write");
            await subject.SetAsync(key, "1", cancellationToken, ttl: "1");
            await subject.AdvanceAsync(TimeSpan.FromSeconds(2.5), cancellationToken);
            await subject.Store.SetAsync(SetRequest(key, "2", null, StateConcurrency.FirstWrite), cancellationToken);
            await subject.ExpectAsync(key, "2", cancellationToken);
        }) { Needs = [StateAbilities.FirstWrite, StateAbilities.TimeToLive] },
        new("a last-write without an etag always succeeds", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("last-write");
            await subject.SetAsync(key, "1", cancellationToken);
            await subject.Store.SetAsync(SetRequest(key, "2", null, StateConcurrency.LastWrite), cancellationToken);
            await subject.ExpectAsync(key, "2", cancellationToken);
        }) { Needs = Ability },
    ];

    private static async Task WithoutETagAsync(StateStoreSubject subject, string? etag, CancellationToken cancellationToken)
    {
        var key = NewPrefix("first-write");
        await subject.Store.SetAsync(SetRequest(key, "testValue1", etag, StateConcurrency.FirstWrite), cancellationToken);
        await subject.ExpectAsync(key, "testValue1", cancellationToken);
        var error = await Expect.ThrowsAsync<StateETagException>(
            async () => await subject.Store.SetAsync(SetRequest(key, "testValue2", etag, StateConcurrency.FirstWrite), cancellationToken),
            "a second first-write");
        Expect.Equal(StateETagError.Mismatch, error.Error, "the kind of etag error");
        await subject.ExpectAsync(key, "testValue1", cancellationToken);
    }
}
