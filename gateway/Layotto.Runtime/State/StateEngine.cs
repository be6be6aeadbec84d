using Layotto.Components;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Runtime.State;

/// <summary>
/// The state building block, whatever API it is called through: finds the store, prefixes keys, encrypts values, and calls the
/// store, or tells in an <see cref="ApiException"/> why it can't.
/// </summary>
/// <param name="registry">Where the stores are.</param>
/// <param name="appId">The app's id, for key prefixes; empty for none.</param>
/// <param name="appNamespace">The app's namespace, for key prefixes; empty for none.</param>
/// <param name="resilience">The policies for calls of the stores; null for none.</param>
/// <param name="metrics">What is measured of the stores; null for nothing.</param>
public sealed partial class StateEngine(
    ComponentRegistry registry, string appId, string appNamespace, IResilience? resilience = null, ComponentMetrics? metrics = null)
{
    private readonly StateStoreTable _stores = new(registry, appId, appNamespace, metrics ?? GatewayMetrics.None.Components);
    private readonly IResilience _resilience = resilience ?? NoResilience.Instance;

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
        var use = _stores.Use(storeName);
        var measured = use.Binding.Metrics.Get;
        var start = measured.Start();
        var isInUse = true;
        try
        {
            var binding = use.Binding;
            var request = new StateGetRequest(StoredKey(binding, key), consistency, metadata);
            var policy = PolicyFor(binding);
            var pending = policy.IsEmpty
                ? binding.Store.GetAsync(request, cancellationToken)
                : policy.ExecuteAsync(static (call, token) => call.Store.GetAsync(call.Request, token), (binding.Store, Request: request), Judge, cancellationToken);

            // A store that has the value at hand answers at once, and then no state machine is needed.
            if (pending.IsCompletedSuccessfully && binding.Encryption is null)
            {
                measured.Record(start, success: true);
                return pending;
            }

            isInUse = false;
            return FinishGetAsync(use, key, pending, start);
        }
        catch (Exception exception) when (IsTold(exception))
        {
            measured.Record(start, success: false);
            throw GetFailed(use.Binding, key, exception);
        }
        finally
        {
            if (isInUse)
                use.Dispose();
        }
    }

    /// <summary>Writes keys, each for itself; with several, those without a problem are written even when others fail.</summary>
    /// <exception cref="ApiException">There is no such store, a key is empty or illegal, or at least one key wasn't written.</exception>
    public async ValueTask SaveAsync(string storeName, IReadOnlyList<StateItem> items, CancellationToken cancellationToken)
    {
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
        if (items.Count == 0)
            return;
        var requests = new StateSetRequest[items.Count];
        for (var index = 0; index < requests.Length; index++)
        {
            if (items[index].Key.Length == 0)
                throw new ApiException(StateErrors.Save, ErrorKind.InvalidArgument, "state key cannot be empty");
            requests[index] = ToSetRequest(binding, items[index]);
        }

        var start = binding.Metrics.Set.Start();
        var success = false;
        try
        {
            if (requests.Length == 1)
            {
                await CallAsync(
                    binding, requests[0], static (call, token) => Nothing(call.Store.SetAsync(call.Request, token)), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                ThrowFirst(await WriteAsync(
                    binding, requests, static (store, left, token) => StateBulk.SetAsync(store, left, token), cancellationToken).ConfigureAwait(false));
            }

            success = true;
        }
        catch (Exception exception) when (IsTold(exception))
        {
            throw WriteFailed(StateErrors.Save, $"failed saving state in state store {binding.Name}", exception);
        }
        finally
        {
            binding.Metrics.Set.Record(start, success);
        }
    }

    /// <summary>Deletes a key.</summary>
    /// <exception cref="ApiException">There is no such store, the key is illegal, or it wasn't deleted.</exception>
    public async ValueTask DeleteAsync(string storeName, StateItem item, CancellationToken cancellationToken)
    {
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
        var request = ToDeleteRequest(binding, item);
        var start = binding.Metrics.Delete.Start();
        var success = false;
        try
        {
            await CallAsync(
                binding, request, static (call, token) => Nothing(call.Store.DeleteAsync(call.Request, token)), cancellationToken).ConfigureAwait(false);
            success = true;
        }
        catch (Exception exception) when (IsTold(exception))
        {
            throw WriteFailed(StateErrors.Delete, $"failed deleting state with key {item.Key}", exception);
        }
        finally
        {
            binding.Metrics.Delete.Record(start, success);
        }
    }

    /// <summary>Applies operations as one: all of them or none.</summary>
    /// <param name="storeName">The store.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="metadata">The request's metadata.</param>
    /// <param name="trace">The trace that messages of an outbox carry.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">The store has no transactions, an operation can't be part of one, or it failed; nothing was written.</exception>
    public async ValueTask TransactAsync(
        string storeName,
        IReadOnlyList<StateOperation> operations,
        IReadOnlyDictionary<string, string> metadata,
        TraceContext trace,
        CancellationToken cancellationToken)
    {
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
        var store = Transactional(binding);
        if (operations.Count == 0)
            return;
        var outbox = Outbox?.Begin(binding.Instance, operations, trace);
        operations = outbox?.Operations ?? operations;
        var requests = new List<StateTransactionOperation>(operations.Count);
        foreach (var operation in operations)
            requests.Add(ToTransactionOperation(binding, operation));
        if (store.MaxTransactionOperations is { } most and > 0 && requests.Count > most)
            throw TooManyOperations(binding, requests.Count, most);
        if (outbox is not null)
        {
            requests.AddRange(outbox.Markers.Select(marker => ToMarker(binding, marker)));
            await outbox.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        var start = binding.Metrics.Transaction.Start();
        var success = false;
        try
        {
            await CallAsync(
                binding,
                (Store: store, Operations: requests, Metadata: metadata),
                static (call, token) => Nothing(call.Request.Store.ExecuteAsync(call.Request.Operations, call.Request.Metadata, token)),
                cancellationToken).ConfigureAwait(false);
            success = true;
            outbox?.Complete(isCommitted: true);
        }
        catch (Exception exception) when (IsTold(exception))
        {
            // After a timeout nobody knows whether it was committed.
            if (exception is ComponentException)
                outbox?.Complete(isCommitted: false);
            throw new ApiException(
                StateErrors.Transaction, UnlessUnavailable(exception), $"error while executing state transaction: {exception.Message}", exception);
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
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
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
            var page = await CallAsync(
                binding,
                (Store: store, Query: parsed, Metadata: metadata),
                static (call, token) => call.Request.Store.QueryAsync(call.Request.Query, call.Request.Metadata, token),
                cancellationToken).ConfigureAwait(false);
            success = true;
            return page with { Items = [.. page.Items.Select(item => item with { Key = binding.Prefix.Remove(item.Key) })] };
        }
        catch (Exception exception) when (IsTold(exception))
        {
            throw QueryFailed(binding, exception.Message, exception);
        }
        finally
        {
            binding.Metrics.Query.Record(start, success);
        }
    }

    private static async ValueTask<StateValue?> FinishGetAsync(StateStoreUse use, string key, ValueTask<StateValue?> pending, long start)
    {
        var success = false;
        try
        {
            var value = await pending.ConfigureAwait(false);
            success = true;
            return use.Binding.Open(value);
        }
        catch (Exception exception) when (IsTold(exception))
        {
            throw GetFailed(use.Binding, key, exception);
        }
        finally
        {
            use.Binding.Metrics.Get.Record(start, success);
            use.Dispose();
        }
    }
}
