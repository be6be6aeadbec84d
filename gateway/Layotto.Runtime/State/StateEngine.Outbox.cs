using Layotto.Components;
using Layotto.Components.State;
using Layotto.Runtime.Errors;

namespace Layotto.Runtime.State;

/// <content>Transactions whose messages are published, and the rows that remember them.</content>
public sealed partial class StateEngine
{
    /// <summary>Publishes what transactions write; null for nobody.</summary>
    public IStateOutbox? Outbox { get; set; }

    /// <summary>Reads a row by its key in the store.</summary>
    /// <exception cref="ApiException">There is no such store, or it couldn't answer.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> ReadRowAsync(string storeName, string key, CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        try
        {
            var value = await binding.Store
                .GetAsync(new StateGetRequest(key, StateConsistency.Strong, StateValue.NoMetadata), cancellationToken).ConfigureAwait(false);
            return binding.Open(value)?.Data;
        }
        catch (ComponentException exception)
        {
            throw GetFailed(binding, key, exception);
        }
    }

    /// <summary>Deletes a row by its key in the store.</summary>
    /// <exception cref="ApiException">There is no such store, or it couldn't delete.</exception>
    internal async ValueTask DeleteRowAsync(string storeName, string key, CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        try
        {
            await binding.Store.DeleteAsync(
                new StateDeleteRequest(key, null, StateConcurrency.Unspecified, StateConsistency.Strong, StateValue.NoMetadata),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ComponentException exception)
        {
            throw WriteFailed(StateErrors.Delete, $"failed deleting state with key {key}", exception);
        }
    }

    /// <summary>Lists rows by a pattern of their keys in the store.</summary>
    /// <exception cref="ApiException">There is no such store, or it couldn't list.</exception>
    internal async ValueTask<StateKeyPage> ListRowsAsync(
        string storeName, string pattern, int pageSize, string? continuationToken, CancellationToken cancellationToken)
    {
        var binding = _stores.Find(storeName);
        try
        {
            return binding.Store is IKeyListingStateStore store
                ? await store.ListKeysAsync(pattern, pageSize, continuationToken, cancellationToken).ConfigureAwait(false)
                : new StateKeyPage([], null);
        }
        catch (ComponentException exception)
        {
            throw GetFailed(binding, pattern, exception);
        }
    }

    private static async ValueTask TransactAsync(
        StateStoreBinding binding,
        ITransactionalStateStore store,
        IOutboxTransaction outbox,
        StateTransactionOperation[] requests,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var all = new List<StateTransactionOperation>(requests);
        foreach (var (key, value) in outbox.Markers)
        {
            all.Add(StateTransactionOperation.Upsert(new StateSetRequest(
                key, binding.Seal(value), null, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata)));
        }

        await outbox.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var isCommitted = false;
        try
        {
            await store.ExecuteAsync(all, metadata, cancellationToken).ConfigureAwait(false);
            isCommitted = true;
        }
        finally
        {
            outbox.Complete(isCommitted);
        }
    }
}
