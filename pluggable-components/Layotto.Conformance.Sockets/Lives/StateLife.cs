using System.Collections.Concurrent;
using System.Text;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Conformance.Sockets.Wire;
using Layotto.Conformance.State;

namespace Layotto.Conformance.Sockets.Lives;

/// <summary>What becomes of values when components and their process come and go.</summary>
internal static class StateLife
{
    private const int Writers = 8;
    private const int WritesBeforeTheEnd = 100;

    public static ConformanceSuite<LifeSubject> Suite { get; } = new(
        "life",
        [
            new("two components are used side by side", async (subject, cancellationToken) =>
            {
                await using var one = await subject.StartAsync<IStateStore>(subject.NewName(), cancellationToken);
                await using var other = await subject.StartSecondAsync<IStateStore>(cancellationToken);
                var (first, second) = (StateStoreSubject.NewPrefix("one"), StateStoreSubject.NewPrefix("other"));
                await SetAsync(one, first, "1", cancellationToken);
                await SetAsync(other, second, "2", cancellationToken);
                await ExpectAsync(one, first, "1", "what the first component wrote", cancellationToken);
                await ExpectAsync(other, second, "2", "what the second component wrote", cancellationToken);
            }),
            new("two components share nothing", async (subject, cancellationToken) =>
            {
                await using var one = await subject.StartAsync<IStateStore>(subject.NewName(), cancellationToken);
                await using var other = await subject.StartSecondAsync<IStateStore>(cancellationToken);
                var key = StateStoreSubject.NewPrefix("shared");
                await SetAsync(one, key, "1", cancellationToken);
                await ExpectAsync(other, key, null, "what the second component finds where the first wrote", cancellationToken);
                await SetAsync(other, key, "2", cancellationToken);
                await ExpectAsync(one, key, "1", "what the first component finds after the second wrote", cancellationToken);
            }) { Needs = [WireAbilities.Isolation] },
            new("another initialisation takes nothing away", async (subject, cancellationToken) =>
            {
                var (name, key) = (subject.NewName(), StateStoreSubject.NewPrefix("again"));
                await using var one = await subject.StartAsync<IStateStore>(name, cancellationToken);
                await SetAsync(one, key, "1", cancellationToken);
                await using var again = await subject.StartAsync<IStateStore>(name, cancellationToken);
                await ExpectAsync(again, key, "1", "what was written before the other initialisation", cancellationToken);
            }) { Needs = [WireAbilities.Durable] },
            new("a process that was killed and is back takes writes", async (subject, cancellationToken) =>
            {
                await using var store = await subject.StartAsync<IStateStore>(subject.NewName(), cancellationToken);
                await subject.KillAndStartAsync(cancellationToken);
                var key = StateStoreSubject.NewPrefix("back");
                await LifeSubject.InsistAsync(async () => await SetAsync(store, key, "1", cancellationToken), cancellationToken);
                await ExpectAsync(store, key, "1", "what was written to the process that is back", cancellationToken);
            }) { Obstacle = LifeSubject.NotStarted },
            new("kill -9 loses nothing that was acknowledged", KillAsync) { Needs = [WireAbilities.Durable], Obstacle = LifeSubject.NotStarted },
        ]);

    private static async Task KillAsync(LifeSubject subject, CancellationToken cancellationToken)
    {
        await using var store = await subject.StartAsync<IStateStore>(subject.NewName(), cancellationToken);
        var prefix = StateStoreSubject.NewPrefix("killed");
        var acknowledged = new ConcurrentBag<string>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                try
                {
                    for (var number = 0; ; number++)
                    {
                        var key = $"{prefix}{writer}-{number}";
                        await SetAsync(store, key, key, cancellationToken);
                        acknowledged.Add(key);
                        if (acknowledged.Count >= WritesBeforeTheEnd)
                            enough.TrySetResult();
                    }
                }
                catch (ComponentException)
                {
                    // The process was killed: nobody knows of this one.
                }
            },
            cancellationToken)).ToList();
        await enough.Task.WaitAsync(cancellationToken);
        await subject.KillAndStartAsync(cancellationToken);
        await Task.WhenAll(writers).WaitAsync(cancellationToken);
        foreach (var key in acknowledged)
        {
            var value = await LifeSubject.InsistAsync(async () => await store.GetAsync(StateStoreSubject.GetRequest(key), cancellationToken), cancellationToken);
            Expect.Bytes(Encoding.UTF8.GetBytes(key), value?.Data, $"one of {acknowledged.Count} values that were acknowledged before the process was killed");
        }
    }

    private static async Task<bool> SetAsync(IStateStore store, string key, string value, CancellationToken cancellationToken)
    {
        await store.SetAsync(StateStoreSubject.SetRequest(key, value), cancellationToken);
        return true;
    }

    private static async Task ExpectAsync(IStateStore store, string key, string? expected, string what, CancellationToken cancellationToken)
    {
        var value = await store.GetAsync(StateStoreSubject.GetRequest(key), cancellationToken);
        if (expected is null)
            Expect.True(value is null, $"{what} should be nothing; it is \"{(value is null ? "" : Encoding.UTF8.GetString(value.Data.Span))}\"");
        else
            Expect.Bytes(Encoding.UTF8.GetBytes(expected), value?.Data, what);
    }
}
