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
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
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
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
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
        using var use = _stores.Use(storeName);
        var binding = use.Binding;
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

    private static StateTransactionOperation ToMarker(StateStoreBinding binding, KeyValuePair<string, ReadOnlyMemory<byte>> marker)
        => StateTransactionOperation.Upsert(new StateSetRequest(
            marker.Key, binding.Seal(marker.Value), null, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata));
}
