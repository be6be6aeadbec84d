using System.Text;
using Layotto.Components;
using Layotto.Components.State;

namespace Layotto.Conformance.State;

/// <summary>A state store that cases are run against. Cases touch no keys but such as they made up themselves.</summary>
public sealed class StateStoreSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required IStateStore Store { get; init; }

    /// <inheritdoc/>
    public required IReadOnlySet<string> Abilities { get; init; }

    /// <summary>An etag that could be one of the store's, but is none.</summary>
    public string BadETag { get; init; } = "bad-etag";

    /// <summary>The store's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Lets time pass for the store; by default it really passes.</summary>
    public Func<TimeSpan, CancellationToken, Task> AdvanceAsync { get; init; } = Task.Delay;

    internal static IReadOnlyDictionary<string, string> NoMetadata => StateValue.NoMetadata;

    /// <summary>A beginning of keys that nobody has used.</summary>
    internal static string NewPrefix(string name) => $"conformance-{Guid.NewGuid():N}-{name}-";

    internal static StateSetRequest SetRequest(
        string key, ReadOnlyMemory<byte> value, string? etag = null, StateConcurrency concurrency = StateConcurrency.Unspecified, string? ttl = null)
        => new(
            key,
            value,
            etag,
            concurrency,
            StateConsistency.Unspecified,
            ttl is null ? NoMetadata : new Dictionary<string, string> { ["ttlInSeconds"] = ttl });

    internal static StateSetRequest SetRequest(
        string key, string value, string? etag = null, StateConcurrency concurrency = StateConcurrency.Unspecified, string? ttl = null)
        => SetRequest(key, Encoding.UTF8.GetBytes(value), etag, concurrency, ttl);

    internal static StateDeleteRequest DeleteRequest(string key, string? etag = null)
        => new(key, etag, StateConcurrency.Unspecified, StateConsistency.Unspecified, NoMetadata);

    internal static StateGetRequest GetRequest(string key) => new(key, StateConsistency.Unspecified, NoMetadata);

    internal ValueTask<StateValue?> GetAsync(string key, CancellationToken cancellationToken)
        => Store.GetAsync(GetRequest(key), cancellationToken);

    internal ValueTask SetAsync(string key, string value, CancellationToken cancellationToken, string? ttl = null)
        => Store.SetAsync(SetRequest(key, value, ttl: ttl), cancellationToken);

    internal ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
        => Store.DeleteAsync(DeleteRequest(key), cancellationToken);

    internal async Task<string> GetETagAsync(string key, CancellationToken cancellationToken)
    {
        var value = await GetAsync(key, cancellationToken);
        Expect.True(!string.IsNullOrEmpty(value?.ETag), $"the value of {key} should have an etag");
        return value.ETag;
    }

    internal async Task ExpectAsync(string key, string? expected, CancellationToken cancellationToken)
    {
        var value = await GetAsync(key, cancellationToken);
        if (expected is null)
            Expect.True(value is null, $"the key {key} should have no value; it has one");
        else
            Expect.Bytes(Encoding.UTF8.GetBytes(expected), value?.Data, $"the value of {key}");
    }

    /// <summary>Reads many keys as the runtime does: in bulk where the store can, else one after the other.</summary>
    internal async Task<IReadOnlyList<StateBulkGetResult>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (Store is IBulkStateStore bulk)
            return await bulk.GetManyAsync([.. keys.Select(GetRequest)], cancellationToken);
        var results = new List<StateBulkGetResult>();
        foreach (var key in keys)
            results.Add(new StateBulkGetResult(key, await GetAsync(key, cancellationToken)));
        return results;
    }

    internal async Task<IReadOnlyList<ComponentException?>> SetManyAsync(IReadOnlyList<StateSetRequest> requests, CancellationToken cancellationToken)
        => Store is IBulkStateStore bulk
            ? await bulk.SetManyAsync(requests, cancellationToken)
            : await Task.WhenAll(requests.Select(request => CatchAsync(() => Store.SetAsync(request, cancellationToken))));

    internal async Task<IReadOnlyList<ComponentException?>> DeleteManyAsync(IReadOnlyList<StateDeleteRequest> requests, CancellationToken cancellationToken)
        => Store is IBulkStateStore bulk
            ? await bulk.DeleteManyAsync(requests, cancellationToken)
            : await Task.WhenAll(requests.Select(request => CatchAsync(() => Store.DeleteAsync(request, cancellationToken))));

    internal ValueTask ExecuteAsync(CancellationToken cancellationToken, params StateTransactionOperation[] operations)
        => ((ITransactionalStateStore)Store).ExecuteAsync(operations, NoMetadata, cancellationToken);

    internal static StateTransactionOperation Upsert(string key, string value, string? etag = null)
        => StateTransactionOperation.Upsert(SetRequest(key, value, etag));

    internal static StateTransactionOperation Remove(string key, string? etag = null)
        => StateTransactionOperation.Remove(DeleteRequest(key, etag));

    internal static async Task<ComponentException?> CatchAsync(Func<ValueTask> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (ComponentException exception)
        {
            return exception;
        }
    }
}
