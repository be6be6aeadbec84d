using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.State;

/// <content>
/// Many keys in one call. The answer to a bulk write is one for all of its keys, so writes that depend on what is there go one by one:
/// each of them has to be answered for itself.
/// </content>
internal partial class PluggableStateStore : IBulkStateStore
{
    private const int Parallelism = 10;

    // Once known, it isn't asked for again; a process that comes back with more is another type.
    private volatile bool _lacksBulkGet;
    private volatile bool _lacksBulkSet;
    private volatile bool _lacksBulkDelete;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StateBulkGetResult>> GetManyAsync(
        IReadOnlyList<StateGetRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.Count == 0)
            return [];
        if (_lacksBulkGet)
            return await EachAsync(requests, GetOneAsync, cancellationToken).ConfigureAwait(false);
        var message = new BulkGetRequest { Options = new BulkGetRequestOptions { Parallelism = Parallelism } };
        foreach (var request in requests)
            message.Items.Add(StateMessages.ToGet(request));
        try
        {
            return Match(requests, await _client.BulkGetAsync(message, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            _lacksBulkGet = true;
            return await EachAsync(requests, GetOneAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw _link.Error(exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ComponentException?>> SetManyAsync(
        IReadOnlyList<StateSetRequest> requests, CancellationToken cancellationToken)
        => WriteManyAsync(
            requests,
            () => _lacksBulkSet,
            () => _lacksBulkSet = true,
            static request => request.HasETag || request.Concurrency == StateConcurrency.FirstWrite,
            (request, token) => CatchAsync(SetAsync(request, token)),
            (many, options) =>
            {
                var message = new BulkSetRequest { Options = new BulkSetRequestOptions { Parallelism = Parallelism } };
                foreach (var request in many)
                    message.Items.Add(StateMessages.ToSet(request));
                return _client.BulkSetAsync(message, options).ResponseAsync;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ComponentException?>> DeleteManyAsync(
        IReadOnlyList<StateDeleteRequest> requests, CancellationToken cancellationToken)
        => WriteManyAsync(
            requests,
            () => _lacksBulkDelete,
            () => _lacksBulkDelete = true,
            static request => request.HasETag || request.Concurrency == StateConcurrency.FirstWrite,
            (request, token) => CatchAsync(DeleteAsync(request, token)),
            (many, options) =>
            {
                var message = new BulkDeleteRequest { Options = new BulkDeleteRequestOptions { Parallelism = Parallelism } };
                foreach (var request in many)
                    message.Items.Add(StateMessages.ToDelete(request));
                return _client.BulkDeleteAsync(message, options).ResponseAsync;
            },
            cancellationToken);

    // The answer may come in any order, and without the keys that have no value.
    private static StateBulkGetResult[] Match(IReadOnlyList<StateGetRequest> requests, BulkGetResponse response)
    {
        var byKey = new Dictionary<string, BulkStateItem>(response.Items.Count, StringComparer.Ordinal);
        foreach (var item in response.Items)
            byKey[item.Key] = item;
        var results = new StateBulkGetResult[requests.Count];
        for (var index = 0; index < results.Length; index++)
        {
            var key = requests[index].Key;
            results[index] = !byKey.TryGetValue(key, out var item) ? new StateBulkGetResult(key, null)
                : item.Error.Length > 0 ? new StateBulkGetResult(key, null, new ComponentException(item.Error))
                : new StateBulkGetResult(key, StateMessages.ToValue(item));
        }

        return results;
    }

    private async ValueTask<IReadOnlyList<ComponentException?>> WriteManyAsync<TRequest>(
        IReadOnlyList<TRequest> requests,
        Func<bool> isLacking,
        Action lacks,
        Func<TRequest, bool> isConditional,
        Func<TRequest, CancellationToken, ValueTask<ComponentException?>> writeOne,
        Func<IEnumerable<TRequest>, CallOptions, Task> writeMany,
        CancellationToken cancellationToken)
    {
        if (requests.Count < 2 || isLacking() || requests.All(isConditional))
            return await EachAsync(requests, writeOne, cancellationToken).ConfigureAwait(false);
        ComponentException? error = null;
        try
        {
            await writeMany(requests.Where(request => !isConditional(request)), new CallOptions(cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            lacks();
            return await EachAsync(requests, writeOne, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            error = _link.Error(exception, cancellationToken) as ComponentException ?? throw new OperationCanceledException(cancellationToken);
        }

        return await EachAsync(
            requests,
            (request, token) => isConditional(request) ? writeOne(request, token) : new ValueTask<ComponentException?>(error),
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IReadOnlyList<TResult>> EachAsync<TRequest, TResult>(
        IReadOnlyList<TRequest> requests, Func<TRequest, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        var results = new TResult[requests.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(
            0, results.Length, options, async (index, token) => results[index] = await call(requests[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }

    private async ValueTask<StateBulkGetResult> GetOneAsync(StateGetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return new StateBulkGetResult(request.Key, await GetAsync(request, cancellationToken).ConfigureAwait(false));
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
}
