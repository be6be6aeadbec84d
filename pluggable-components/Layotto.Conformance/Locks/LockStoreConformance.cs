using Layotto.Components.Locks;

namespace Layotto.Conformance.Locks;

/// <summary>What every lock store must do: the cases of Dapr's conformance tests, and what those leave out.</summary>
public static class LockStoreConformance
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    /// <summary>The suite.</summary>
    public static ConformanceSuite<LockStoreSubject> Suite { get; } = new(
        "lock",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
            new("a free lock is taken", async (subject, cancellationToken) =>
            {
                await ExpectLockAsync(subject, NewName(), "owner", Long, true, cancellationToken);
                await ExpectLockAsync(subject, NewName(), "owner", Long, true, cancellationToken);
            }),
            new("a held lock is not taken by another", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "first", Long, true, cancellationToken);
                await ExpectLockAsync(subject, name, "second", Long, false, cancellationToken);
            }),
            new("a held lock is not taken once more by its owner", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "owner", Long, true, cancellationToken);
                await ExpectLockAsync(subject, name, "owner", Long, false, cancellationToken);
            }),
            new("a lock that nobody holds can't be given back", async (subject, cancellationToken)
                => await ExpectUnlockAsync(subject, NewName(), "owner", UnlockStatus.LockDoesNotExist, cancellationToken)),
            new("a lock is given back by nobody but its owner", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "owner", Long, true, cancellationToken);
                await ExpectUnlockAsync(subject, name, "other", UnlockStatus.LockBelongsToOthers, cancellationToken);
                await ExpectLockAsync(subject, name, "other", Long, false, cancellationToken);
                await ExpectUnlockAsync(subject, name, "owner", UnlockStatus.Success, cancellationToken);
            }),
            new("a lock that was given back is free", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "first", Long, true, cancellationToken);
                await ExpectUnlockAsync(subject, name, "first", UnlockStatus.Success, cancellationToken);
                await ExpectUnlockAsync(subject, name, "first", UnlockStatus.LockDoesNotExist, cancellationToken);
                await ExpectLockAsync(subject, name, "second", Long, true, cancellationToken);
            }),
            new("a lock ends by itself", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "first", Short, true, cancellationToken);
                await subject.AdvanceAsync(Short * 2, cancellationToken);
                await ExpectUnlockAsync(subject, name, "first", UnlockStatus.LockDoesNotExist, cancellationToken);
                await ExpectLockAsync(subject, name, "second", Long, true, cancellationToken);
                await ExpectUnlockAsync(subject, name, "first", UnlockStatus.LockBelongsToOthers, cancellationToken);
            }),
            new("a lock doesn't end early", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "first", Long, true, cancellationToken);
                await subject.AdvanceAsync(Short, cancellationToken);
                await ExpectLockAsync(subject, name, "second", Long, false, cancellationToken);
            }),
            new("an attempt that fails doesn't prolong the lock", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "first", Short, true, cancellationToken);
                await ExpectLockAsync(subject, name, "second", Long, false, cancellationToken);
                await subject.AdvanceAsync(Short * 2, cancellationToken);
                await ExpectLockAsync(subject, name, "third", Long, true, cancellationToken);
            }),
            new("a lock that is taken again has its new expiry", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "owner", Short, true, cancellationToken);
                await ExpectUnlockAsync(subject, name, "owner", UnlockStatus.Success, cancellationToken);
                await ExpectLockAsync(subject, name, "owner", Long, true, cancellationToken);
                await subject.AdvanceAsync(Short * 2, cancellationToken);
                await ExpectLockAsync(subject, name, "other", Long, false, cancellationToken);
            }),
            new("one of many that want an expired lock at once gets it", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name, "first", Short, true, cancellationToken);
                await subject.AdvanceAsync(Short * 2, cancellationToken);
                var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(
                    index => Task.Run(() => subject.Store.TryLockAsync(name, $"owner-{index}", Long, cancellationToken).AsTask(), cancellationToken)));
                Expect.Equal(1, answers.Count(answer => answer), "the number of those who hold the lock");
            }),
            new("locks and owners differ by case", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await ExpectLockAsync(subject, name + "a", "owner", Long, true, cancellationToken);
                await ExpectLockAsync(subject, name + "A", "owner", Long, true, cancellationToken);
                await ExpectUnlockAsync(subject, name + "a", "OWNER", UnlockStatus.LockBelongsToOthers, cancellationToken);
            }),
            new("one of many that want a lock at once gets it", async (subject, cancellationToken) =>
            {
                var name = NewName();
                var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(
                    index => Task.Run(() => subject.Store.TryLockAsync(name, $"owner-{index}", Long, cancellationToken).AsTask(), cancellationToken)));
                Expect.Equal(1, answers.Count(answer => answer), "the number of those who hold the lock");
            }),
            new("a cancelled call is not carried out", async (subject, cancellationToken) =>
            {
                var name = NewName();
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    async () => await subject.Store.TryLockAsync(name, "owner", Long, cancelled.Token), "a call that is cancelled beforehand");
                await ExpectLockAsync(subject, name, "other", Long, true, cancellationToken);
            }),
        ]);

    private static string NewName() => $"lock||conformance||{Guid.NewGuid():N}";

    private static async Task ExpectLockAsync(
        LockStoreSubject subject, string resource, string owner, TimeSpan expiry, bool expected, CancellationToken cancellationToken)
        => Expect.Equal(expected, await subject.Store.TryLockAsync(resource, owner, expiry, cancellationToken), $"whether {owner} gets the lock");

    private static async Task ExpectUnlockAsync(
        LockStoreSubject subject, string resource, string owner, UnlockStatus expected, CancellationToken cancellationToken)
        => Expect.Equal(expected, await subject.Store.UnlockAsync(resource, owner, cancellationToken), $"what {owner} is answered when it gives the lock back");
}
