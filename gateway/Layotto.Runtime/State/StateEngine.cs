using Layotto.Components;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.State;

/// <summary>
/// The state building block, whatever API it is called through: finds the store, prefixes keys, encrypts values, and calls the
/// store, or tells in an <see cref="ApiException"/> why it can't.
/// </summary>
/// <param name="registry">Where the stores are.</param>
/// <param name="appId">The app's id, for key prefixes; empty for none.</param>
/// <param name="appNamespace">The app's namespace, for key prefixes; empty for none.</param>
/// <param name="metrics">What is measured of the stores; null for nothing.</param>
public sealed partial class StateEngine(ComponentRegistry registry, string appId, string appNamespace, ComponentMetrics? metrics = null)
{
    private readonly StateStoreTable _stores = new(registry, appId, appNamespace, metrics ?? GatewayMetrics.None.Components);

    /// <summary>Reads a key.</summary>
    /// <returns>The value, or null when the key has none.</returns>
    /// <exception cref="ApiException">There is no such store, the key is illegal, or the store couldn't answer.</exception>
    public ValueTask<StateValue?> GetAsync(
        string storeName,
        string key,
        StateConsistency consistency,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        var request = new StateGetRequest(StoredKey(binding, key), consistency, metadata);
        var start = binding.Metrics.Get.Start();
        ValueTask<StateValue?> pending;
        try
        {
            pending = binding.Store.GetAsync(request, cancellationToken);
        }
        catch (ComponentException exception)
        {
            binding.Metrics.Get.Record(start, success: false);
            throw GetFailed(binding, key, exception);
        }

        // A store that has the value at hand answers at once, and then no state machine is needed.
        if (!pending.IsCompletedSuccessfully || binding.Encryption is not null)
            return FinishGetAsync(binding, key, pending, start);
        binding.Metrics.Get.Record(start, success: true);
        return pending;
    }

    /// <summary>Writes keys, each for itself; with several, those without a problem are written even when others fail.</summary>
    /// <exception cref="ApiException">There is no such store, a key is empty or illegal, or at least one key wasn't written.</exception>
    public ValueTask SaveAsync(string storeName, IReadOnlyList<StateItem> items, CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        if (items.Count == 0)
            return ValueTask.CompletedTask;
        var requests = new StateSetRequest[items.Count];
        for (var index = 0; index < requests.Length; index++)
        {
            if (items[index].Key.Length == 0)
                throw new ApiException(StateErrors.Save, ErrorKind.InvalidArgument, "state key cannot be empty");
            requests[index] = ToSetRequest(binding, items[index]);
        }

        return SaveAsync(binding, requests, cancellationToken);
    }

    /// <summary>Deletes a key.</summary>
    /// <exception cref="ApiException">There is no such store, the key is illegal, or it wasn't deleted.</exception>
    public async ValueTask DeleteAsync(string storeName, StateItem item, CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        var request = ToDeleteRequest(binding, item);
        var start = binding.Metrics.Delete.Start();
        var success = false;
        try
        {
            await binding.Store.DeleteAsync(request, cancellationToken).ConfigureAwait(false);
            success = true;
        }
        catch (ComponentException exception)
        {
            throw WriteFailed(StateErrors.Delete, $"failed deleting state with key {item.Key}", exception);
        }
        finally
        {
            binding.Metrics.Delete.Record(start, success);
        }
    }

    /// <summary>Applies operations as one: all of them or none.</summary>
    /// <exception cref="ApiException">The store has no transactions, an operation can't be part of one, or it failed; nothing was written.</exception>
    public async ValueTask TransactAsync(
        string storeName,
        IReadOnlyList<StateOperation> operations,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        var store = Transactional(binding);
        if (operations.Count == 0)
            return;
        var requests = new StateTransactionOperation[operations.Count];
        for (var index = 0; index < requests.Length; index++)
            requests[index] = ToTransactionOperation(binding, operations[index]);
        if (store.MaxTransactionOperations is { } most and > 0 && requests.Length > most)
            throw TooManyOperations(binding, requests.Length, most);

        var start = binding.Metrics.Transaction.Start();
        var success = false;
        try
        {
            await store.ExecuteAsync(requests, metadata, cancellationToken).ConfigureAwait(false);
            success = true;
        }
        catch (ComponentException exception)
        {
            throw new ApiException(
                StateErrors.Transaction, ErrorKind.Internal, $"error while executing state transaction: {exception.Message}", exception);
        }
        finally
        {
            binding.Metrics.Transaction.Record(start, success);
        }
    }

    /// <summary>Checks that a store has transactions, before a request for one is even read.</summary>
    /// <exception cref="ApiException">There is no such store, or it hasn't.</exception>
    public void RequireTransactions(string storeName) => Transactional(_stores.Find(storeName));

    /// <summary>Checks that there is a store of this name, before a request for it is even read.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public void RequireStore(string storeName) => _stores.Find(storeName);

    /// <summary>Whether a store encrypts its values.</summary>
    /// <exception cref="ApiException">There is no such store.</exception>
    public bool IsEncrypted(string storeName) => _stores.Find(storeName).Encryption is not null;

    /// <summary>Finds values by what is in them.</summary>
    /// <param name="storeName">The store.</param>
    /// <param name="query">The query, as JSON in UTF-8 (Dapr's state query API).</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ApiException">The store answers no queries, the query is wrong, or it failed.</exception>
    public async ValueTask<StateQueryPage> QueryAsync(
        string storeName,
        ReadOnlyMemory<byte> query,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        if (binding.Store is not IQueryableStateStore store)
        {
            throw new ApiException(StateErrors.QueryNotSupported, ErrorKind.Internal, "state store does not support querying")
            {
                Resource = Resource(binding),
            };
        }

        if (binding.Encryption is not null)
            throw QueryFailed(binding, "cannot query encrypted store");
        StateQuery parsed;
        try
        {
            parsed = StateQueryParser.Parse(query);
        }
        catch (ComponentException exception)
        {
            throw QueryFailed(binding, $"failed to parse JSON query body: {exception.Message}", exception);
        }

        var start = binding.Metrics.Query.Start();
        var success = false;
        try
        {
            var page = await store.QueryAsync(parsed, metadata, cancellationToken).ConfigureAwait(false);
            success = true;
            return page with { Items = [.. page.Items.Select(item => item with { Key = binding.Prefix.Remove(item.Key) })] };
        }
        catch (ComponentException exception)
        {
            throw QueryFailed(binding, exception.Message, exception);
        }
        finally
        {
            binding.Metrics.Query.Record(start, success);
        }
    }

    private static async ValueTask<StateValue?> FinishGetAsync(StateStoreBinding binding, string key, ValueTask<StateValue?> pending, long start)
    {
        var success = false;
        try
        {
            var value = await pending.ConfigureAwait(false);
            success = true;
            return binding.Open(value);
        }
        catch (ComponentException exception)
        {
            throw GetFailed(binding, key, exception);
        }
        finally
        {
            binding.Metrics.Get.Record(start, success);
        }
    }

    private static async ValueTask SaveAsync(StateStoreBinding binding, StateSetRequest[] requests, CancellationToken cancellationToken)
    {
        var start = binding.Metrics.Set.Start();
        var success = false;
        try
        {
            if (requests.Length == 1)
                await binding.Store.SetAsync(requests[0], cancellationToken).ConfigureAwait(false);
            else
                ThrowFirst(await StateBulk.SetAsync(binding.Store, requests, cancellationToken).ConfigureAwait(false));
            success = true;
        }
        catch (ComponentException exception)
        {
            throw WriteFailed(StateErrors.Save, $"failed saving state in state store {binding.Name}", exception);
        }
        finally
        {
            binding.Metrics.Set.Record(start, success);
        }
    }
}
