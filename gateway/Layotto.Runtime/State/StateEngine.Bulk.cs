using Layotto.Components;
using Layotto.Components.State;
using Layotto.Runtime.Errors;

namespace Layotto.Runtime.State;

/// <content>Reads and deletions of many keys.</content>
public sealed partial class StateEngine
{
    /// <summary>Reads several keys; those that can't be read say so themselves.</summary>
    /// <param name="storeName">The store.</param>
    /// <param name="keys">The keys, without prefix.</param>
    /// <param name="parallelism">The most reads under way at once; 10 when it isn't positive.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>An entry for each key, in their order.</returns>
    /// <exception cref="ApiException">There is no such store, a key is illegal, or the store failed as a whole.</exception>
    public async ValueTask<IReadOnlyList<StateBulkItem>> GetManyAsync(
        string storeName,
        IReadOnlyList<string> keys,
        int parallelism,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
        if (keys.Count == 0)
            return [];
        var requests = new StateGetRequest[keys.Count];
        for (var index = 0; index < requests.Length; index++)
            requests[index] = new StateGetRequest(StoredKey(binding, keys[index]), StateConsistency.Unspecified, metadata);

        var start = binding.Metrics.BulkGet.Start();
        var success = false;
        IReadOnlyList<StateBulkGetResult> results;
        try
        {
            results = await CallAsync(
                binding,
                (Requests: requests, Parallelism: parallelism),
                static (call, token) => StateBulk.GetAsync(call.Store, call.Request.Requests, call.Request.Parallelism, token),
                cancellationToken).ConfigureAwait(false);
            success = true;
        }
        catch (Exception exception) when (IsTold(exception))
        {
            throw new ApiException(StateErrors.BulkGet, UnlessUnavailable(exception), exception.Message, exception);
        }
        finally
        {
            binding.Metrics.BulkGet.Record(start, success);
        }

        var items = new StateBulkItem[results.Count];
        for (var index = 0; index < items.Length; index++)
            items[index] = ToBulkItem(binding, results[index]);
        return items;
    }

    /// <summary>Deletes keys, each for itself.</summary>
    /// <exception cref="ApiException">There is no such store, a key is illegal, or at least one key wasn't deleted.</exception>
    public async ValueTask DeleteManyAsync(string storeName, IReadOnlyList<StateItem> items, CancellationToken cancellationToken)
    {
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
        if (items.Count == 0)
            return;
        var requests = new StateDeleteRequest[items.Count];
        for (var index = 0; index < requests.Length; index++)
            requests[index] = ToDeleteRequest(binding, items[index]);
        var start = binding.Metrics.BulkDelete.Start();
        var success = false;
        try
        {
            if (requests.Length == 1)
            {
                await CallAsync(
                    binding, requests[0], static (call, token) => Nothing(call.Store.DeleteAsync(call.Request, token)), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                ThrowFirst(await WriteAsync(
                    binding, requests, static (store, left, token) => StateBulk.DeleteAsync(store, left, token), cancellationToken).ConfigureAwait(false));
            }

            success = true;
        }
        catch (Exception exception) when (IsTold(exception))
        {
            throw WriteFailed(StateErrors.BulkDelete, $"failed deleting state in state store {binding.Name}", exception);
        }
        finally
        {
            binding.Metrics.BulkDelete.Record(start, success);
        }
    }

    private static StateBulkItem ToBulkItem(StateStoreBinding binding, StateBulkGetResult result)
    {
        var key = binding.Prefix.Remove(result.Key);
        if (result.Error is not null)
            return new StateBulkItem(key, null, result.Error.Message);
        try
        {
            return new StateBulkItem(key, binding.Open(result.Value), null);
        }
        catch (ComponentException exception)
        {
            return new StateBulkItem(key, null, exception.Message);
        }
    }

    // Etag errors are for the caller to mend; any other error tells more about what went wrong, so it goes first.
    private static void ThrowFirst(IReadOnlyList<ComponentException?> errors)
    {
        var failed = errors.Where(error => error is not null).Select(error => error!).ToList();
        if (failed.Count == 0)
            return;
        if (failed.Find(error => error is not StateETagException) is { } other)
            throw failed.Count == 1 ? other : new ComponentException(Summary(failed), other);
        var etagErrors = failed.Cast<StateETagException>().ToList();
        throw etagErrors.Find(error => error.Error == StateETagError.Invalid) ?? etagErrors[0];
    }

    private static string Summary(List<ComponentException> errors)
        => $"{errors.Count} keys failed: {string.Join("; ", errors.Take(10).Select(error => error.Message))}";
}
