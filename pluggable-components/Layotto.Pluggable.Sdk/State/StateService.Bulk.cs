using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <content>
/// Many keys in one call; a store without bulk operations gets them one by one. The answer to a write is one for all keys: the first
/// error, after every key has been tried.
/// </content>
internal sealed partial class StateService
{
    private const int DefaultParallelism = 10;
    private const int MostParallelism = 64;

    public override async Task<BulkGetResponse> BulkGet(BulkGetRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var store = held.As<IStateStore>();
        var reads = new StateGetRequest[request.Items.Count];
        for (var index = 0; index < reads.Length; index++)
            reads[index] = StateMessages.ToGet(request.Items[index]);
        IReadOnlyList<StateBulkGetResult> results = store is IBulkStateStore bulk
            ? await bulk.GetManyAsync(reads, context.CancellationToken).ConfigureAwait(false)
            : await EachAsync(reads, request.Options?.Parallelism ?? 0, (read, token) => ReadAsync(store, read, token), context.CancellationToken).ConfigureAwait(false);
        var response = new BulkGetResponse();
        foreach (var result in results)
            response.Items.Add(StateMessages.ToItem(result));
        return response;
    }

    public override async Task<BulkSetResponse> BulkSet(BulkSetRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var store = held.As<IStateStore>();
        var writes = new StateSetRequest[request.Items.Count];
        for (var index = 0; index < writes.Length; index++)
            writes[index] = StateMessages.ToSet(request.Items[index]);
        ThrowFirst(store is IBulkStateStore bulk
            ? await bulk.SetManyAsync(writes, context.CancellationToken).ConfigureAwait(false)
            : await EachAsync(
                writes, request.Options?.Parallelism ?? 0, (write, token) => CatchAsync(store.SetAsync(write, token)), context.CancellationToken).ConfigureAwait(false));
        return new BulkSetResponse();
    }

    public override async Task<BulkDeleteResponse> BulkDelete(BulkDeleteRequest request, ServerCallContext context)
    {
        using var held = instances.Hold(context);
        var store = held.As<IStateStore>();
        var writes = new StateDeleteRequest[request.Items.Count];
        for (var index = 0; index < writes.Length; index++)
            writes[index] = StateMessages.ToDelete(request.Items[index]);
        ThrowFirst(store is IBulkStateStore bulk
            ? await bulk.DeleteManyAsync(writes, context.CancellationToken).ConfigureAwait(false)
            : await EachAsync(
                writes, request.Options?.Parallelism ?? 0, (write, token) => CatchAsync(store.DeleteAsync(write, token)), context.CancellationToken).ConfigureAwait(false));
        return new BulkDeleteResponse();
    }

    private static async Task<TResult[]> EachAsync<TRequest, TResult>(
        TRequest[] requests, long parallelism, Func<TRequest, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        var results = new TResult[requests.Length];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = parallelism > 0 ? (int)Math.Min(parallelism, MostParallelism) : DefaultParallelism,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0, results.Length, options, async (index, token) => results[index] = await call(requests[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }

    private static async ValueTask<StateBulkGetResult> ReadAsync(IStateStore store, StateGetRequest request, CancellationToken cancellationToken)
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

    private static async ValueTask<ComponentException?> CatchAsync(ValueTask write)
    {
        try
        {
            await write.ConfigureAwait(false);
            return null;
        }
        catch (ComponentException exception)
        {
            return exception;
        }
    }

    private static void ThrowFirst(IReadOnlyList<ComponentException?> errors)
    {
        foreach (var error in errors)
        {
            if (error is not null)
                throw error;
        }
    }
}
