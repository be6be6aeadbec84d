using System.Globalization;
using System.Text;
using Layotto.Components.State;
using static Layotto.Conformance.State.StateStoreSubject;

namespace Layotto.Conformance.State;

/// <summary>Calls at the same time.</summary>
internal static class ConcurrencyCases
{
    public static IReadOnlyList<ConformanceCase<StateStoreSubject>> All { get; } =
    [
        new("of many first-writes at once exactly one wins", async (subject, cancellationToken) =>
        {
            for (var round = 0; round < 5; round++)
            {
                var key = NewPrefix("race");
                var errors = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(
                    () => CatchAsync(() => subject.Store.SetAsync(
                        SetRequest(key, number.ToString(CultureInfo.InvariantCulture), null, StateConcurrency.FirstWrite), cancellationToken)),
                    cancellationToken)));
                Expect.Equal(1, errors.Count(error => error is null), "the number of winners");
                Expect.True(errors.All(error => error is null or StateETagException), "those that lose should get an etag error");
                await subject.ExpectAsync(key, Array.IndexOf(errors, null).ToString(CultureInfo.InvariantCulture), cancellationToken);
            }
        }) { Needs = [StateAbilities.FirstWrite] },
        new("no update is lost among writers that go by etags", LostUpdateAsync) { Needs = [StateAbilities.ETag] },
        new("of many writes with the same etag exactly one wins", async (subject, cancellationToken) =>
        {
            var key = NewPrefix("race");
            await subject.SetAsync(key, "\"start\"", cancellationToken);
            var etag = await subject.GetETagAsync(key, cancellationToken);
            var errors = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(
                () => CatchAsync(() => subject.Store.SetAsync(SetRequest(key, $"{number}", etag), cancellationToken)), cancellationToken)));
            Expect.Equal(1, errors.Count(error => error is null), "the number of winners");
        }) { Needs = [StateAbilities.ETag] },
        new("writes of different keys at once are all kept", async (subject, cancellationToken) =>
        {
            var prefix = NewPrefix("parallel");
            await Parallel.ForEachAsync(
                Enumerable.Range(0, 200),
                new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken },
                async (number, token) => await subject.SetAsync($"{prefix}{number}", $"{number}", token));
            for (var number = 0; number < 200; number++)
                await subject.ExpectAsync($"{prefix}{number}", $"{number}", cancellationToken);
        }),
        new("a bulk read sees a transaction whole or not at all", AtomicAsync) { Needs = [StateAbilities.Transaction, StateAbilities.BulkSnapshot] },
    ];

    private static async Task LostUpdateAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        const int writers = 8;
        const int updates = 10;
        var key = NewPrefix("counter");
        await subject.SetAsync(key, "0", cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(
            async () =>
            {
                for (var done = 0; done < updates;)
                {
                    var value = await subject.GetAsync(key, cancellationToken);
                    var number = int.Parse(Encoding.UTF8.GetString(value!.Data.Span), CultureInfo.InvariantCulture) + 1;
                    var error = await CatchAsync(() => subject.Store.SetAsync(SetRequest(key, $"{number}", value.ETag), cancellationToken));
                    Expect.True(error is null or StateETagException, $"a write that comes late should get an etag error; it gets {error?.Message}");
                    done += error is null ? 1 : 0;
                }
            },
            cancellationToken)));
        await subject.ExpectAsync(key, $"{writers * updates}", cancellationToken);
    }

    private static async Task AtomicAsync(StateStoreSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Store is not IBulkStateStore)
            return;
        var (left, right) = (NewPrefix("left"), NewPrefix("right"));
        await subject.ExecuteAsync(cancellationToken, Upsert(left, "0"), Upsert(right, "0"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writer = Task.Run(
            async () =>
            {
                for (var number = 1; number <= 200; number++)
                    await subject.ExecuteAsync(cancellationToken, Upsert(left, $"{number}"), Upsert(right, $"{number}"));
                await stop.CancelAsync();
            },
            cancellationToken);
        while (!stop.IsCancellationRequested)
        {
            var results = await subject.GetManyAsync([left, right], cancellationToken);
            Expect.Bytes(results[0].Value!.Data, results[1].Value?.Data, "the second of two keys written together");
        }

        await writer;
    }
}
