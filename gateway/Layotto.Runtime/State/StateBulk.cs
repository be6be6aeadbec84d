using Layotto.Components;
using Layotto.Components.State;

namespace Layotto.Runtime.State;

/// <summary>Bulk operations for every store: the store's own where it has them, else single ones in parallel.</summary>
internal static class StateBulk
{
    /// <summary>How many single operations are under way at once when nobody said.</summary>
    private const int DefaultParallelism = 10;

    /// <summary>What a caller may ask for at the most, so that one request can't take all threads.</summary>
    private const int MaxParallelism = 256;

    public static ValueTask<IReadOnlyList<StateBulkGetResult>> GetAsync(
        IStateStore store, StateGetRequest[] requests, int parallelism, CancellationToken cancellationToken)
        => store is IBulkStateStore bulk
            ? bulk.GetManyAsync(requests, cancellationToken)
            : EachAsync(requests, parallelism, (request, token) => GetOneAsync(store, request, token), cancellationToken);

    public static ValueTask<IReadOnlyList<ComponentException?>> SetAsync(
        IStateStore store, StateSetRequest[] requests, CancellationToken cancellationToken)
        => store is IBulkStateStore bulk
            ? bulk.SetManyAsync(requests, cancellationToken)
            : EachAsync(requests, DefaultParallelism, (request, token) => CatchAsync(store.SetAsync(request, token)), cancellationToken);

    public static ValueTask<IReadOnlyList<ComponentException?>> DeleteAsync(
        IStateStore store, StateDeleteRequest[] requests, CancellationToken cancellationToken)
        => store is IBulkStateStore bulk
            ? bulk.DeleteManyAsync(requests, cancellationToken)
            : EachAsync(requests, DefaultParallelism, (request, token) => CatchAsync(store.DeleteAsync(request, token)), cancellationToken);

    private static async ValueTask<IReadOnlyList<TResult>> EachAsync<TRequest, TResult>(
        TRequest[] requests,
        int parallelism,
        Func<TRequest, CancellationToken, ValueTask<TResult>> operation,
        CancellationToken cancellationToken)
    {
        var results = new TResult[requests.Length];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = parallelism <= 0 ? DefaultParallelism : Math.Min(parallelism, MaxParallelism),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0,
            requests.Length,
            options,
            async (index, token) => results[index] = await operation(requests[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }

    private static async ValueTask<StateBulkGetResult> GetOneAsync(
        IStateStore store, StateGetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return new StateBulkGetResult(request.Key, await store.GetAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (ComponentException exception)
        {
            return new StateBulkGetResult(request.Key, null, exception);
        }
    }

    private static async ValueTask<ComponentException?> CatchAsync(ValueTask operation)
    {
        try
        {
            await operation.ConfigureAwait(false);
            return null;
        }
        catch (ComponentException exception)
        {
            return exception;
        }
    }
}
