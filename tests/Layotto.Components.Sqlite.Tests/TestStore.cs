using System.Text;
using Layotto.Components.Sqlite.State;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Sqlite.Tests;

/// <summary>A SQLite state store with short ways to use it.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(SqliteStateStore store) => Store = store;

    public SqliteStateStore Store { get; }

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public static async Task<TestStore> OpenAsync(
        string connectionString, TimeProvider? timeProvider = null, ILogger? logger = null, params (string Key, string Value)[] settings)
    {
        var metadata = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        metadata["connectionString"] = connectionString;
        var store = new SqliteStateStore();
        try
        {
            await store.InitializeAsync(TestContexts.Create(metadata, timeProvider, logger), CancellationToken);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }

        return new TestStore(store);
    }

    public static StateSetRequest Request(string key, byte[] value, string? etag = null, string? ttl = null)
        => new(
            key,
            value,
            etag,
            StateConcurrency.Unspecified,
            StateConsistency.Unspecified,
            ttl is null ? StateValue.NoMetadata : new Dictionary<string, string> { ["ttlInSeconds"] = ttl });

    public static StateSetRequest Request(string key, string value, string? etag = null, string? ttl = null)
        => Request(key, Encoding.UTF8.GetBytes(value), etag, ttl);

    public Task SetAsync(string key, string value, string? etag = null, string? ttl = null, CancellationToken? cancellationToken = null)
        => Store.SetAsync(Request(key, value, etag, ttl), cancellationToken ?? CancellationToken).AsTask();

    public async Task<string?> GetAsync(string key)
    {
        var value = await Store.GetAsync(new StateGetRequest(key, StateConsistency.Unspecified, StateValue.NoMetadata), CancellationToken);
        return value is null ? null : Encoding.UTF8.GetString(value.Data.Span);
    }

    public Task DeleteAsync(string key)
        => Store.DeleteAsync(
            new StateDeleteRequest(key, null, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata),
            CancellationToken).AsTask();

    public Task ExecuteAsync(params StateSetRequest[] requests)
        => Store.ExecuteAsync([.. requests.Select(StateTransactionOperation.Upsert)], StateValue.NoMetadata, CancellationToken).AsTask();

    public async Task<string> QueryAsync(string query)
    {
        var page = await Store.QueryAsync(StateQueryParser.Parse(query), StateValue.NoMetadata, CancellationToken);
        return string.Join(' ', page.Items.Select(item => item.Key));
    }

    public async Task<IReadOnlyList<string>> ListAsync(string pattern)
        => (await Store.ListKeysAsync(pattern, null, null, CancellationToken)).Keys;

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
