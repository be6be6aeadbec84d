using System.Globalization;
using Layotto.Components.Sqlite.Work;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Sqlite.State;

/// <summary>
/// <c>state.sqlite</c>: keeps values in a SQLite database, in the tables of Dapr's store of this name. It has all that Dapr's
/// has (etags, transactions, expiry, listing of keys); unlike Dapr's it also answers queries.
/// </summary>
/// <remarks>
/// An answered write is on the disk. Writes that come at the same time share one transaction, and so one wait for the disk; reads
/// go on meanwhile on connections of their own, and see what has been answered before they began.
/// </remarks>
public sealed class SqliteStateStore : IBulkStateStore, ITransactionalStateStore, IQueryableStateStore, IKeyListingStateStore
{
    private TimeProvider _timeProvider = TimeProvider.System;
    private SqliteStateTable? _initializedTable;
    private SqliteConnections? _initializedConnections;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } =
    [
        StateFeatures.ETag,
        StateFeatures.Transactional,
        StateFeatures.TimeToLive,
        StateFeatures.KeysLike,
        StateFeatures.Query,
    ];

    /// <summary>The removal of expired rows, where there is one.</summary>
    internal SqliteStateCleanup? Cleanup { get; private set; }

    private SqliteStateTable Table => _initializedTable ?? throw NotInitialized();

    private SqliteConnections Connections => _initializedConnections ?? throw NotInitialized();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        var settings = SqliteStateSettings.Read(context.Metadata);
        foreach (var warning in settings.Database.Location.Warnings)
            context.Logger.LogWarning("Component {Component}: {Warning}", context.Name, warning);

        _timeProvider = context.TimeProvider;
        _initializedTable = new SqliteStateTable(new SqliteStateSql(settings.TableName, settings.MetadataTableName), _timeProvider);
        _initializedConnections = new SqliteConnections(settings.Database, _timeProvider);
        await _initializedConnections.OpenAsync(
            database => SqliteStateSchema.Prepare(database, settings, Table.Sql), cancellationToken);
        if (settings.CleanupInterval > TimeSpan.Zero && !settings.Database.Location.IsReadOnly)
            Cleanup = new SqliteStateCleanup(Connections, Table, settings.CleanupInterval, _timeProvider, context.Logger);
    }

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
        => await Connections.ReadAsync(database => Table.Get(database, "ping"), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Key))
            throw new ComponentException("The key is empty; a state store needs one to read.");
        return await Connections.ReadAsync(database => Table.Get(database, request.Key), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken)
        => await WriteAsync(SqliteStateWrite.Set(request), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>As in Dapr's store, a deletion without an etag doesn't ask which of two writes wins.</remarks>
    public async ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken)
        => await WriteAsync(SqliteStateWrite.Delete(request), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StateBulkGetResult>> GetManyAsync(
        IReadOnlyList<StateGetRequest> requests, CancellationToken cancellationToken)
    {
        var keys = new string[requests.Count];
        for (var index = 0; index < keys.Length; index++)
            keys[index] = requests[index].Key;
        return await Connections.ReadAsync(database => Table.GetMany(database, keys), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ComponentException?>> SetManyAsync(
        IReadOnlyList<StateSetRequest> requests, CancellationToken cancellationToken)
        => WriteManyAsync(requests, static request => SqliteStateWrite.Set(request), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ComponentException?>> DeleteManyAsync(
        IReadOnlyList<StateDeleteRequest> requests, CancellationToken cancellationToken)
        => WriteManyAsync(requests, static request => SqliteStateWrite.Delete(request), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(
        IReadOnlyList<StateTransactionOperation> operations,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        if (operations.Count == 0)
            return;
        var writes = new SqliteStateWrite[operations.Count];
        for (var index = 0; index < writes.Length; index++)
            writes[index] = SqliteStateWrite.Of(operations[index]);

        var error = await Connections.WriteCompoundAsync<StateETagException?>(
            (database, out result) =>
            {
                result = null;
                foreach (var write in writes)
                {
                    if ((result = Table.Apply(database, write)) is not null)
                        return false;
                }

                return true;
            },
            cancellationToken);
        if (error is not null)
            throw error;
    }

    /// <inheritdoc/>
    /// <remarks>The keys come in the order in which they came into the store.</remarks>
    public async ValueTask<StateKeyPage> ListKeysAsync(
        string pattern, int? pageSize, string? continuationToken, CancellationToken cancellationToken)
    {
        var glob = StateKeyPattern.Parse(pattern).ToGlob();
        if (pageSize < 1)
            throw new ComponentException($"The page size is {pageSize}; it must be at least 1.");
        var after = 0L;
        if (!string.IsNullOrEmpty(continuationToken)
            && !long.TryParse(continuationToken, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            throw new ComponentException("The continuation token is none of this store's; give the one that the page before came with.");
        }

        return await Connections.ReadAsync(database => Table.ListKeys(database, glob, pageSize, after), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Values that are no JSON are passed over; so is JSON that Dapr's store took as bytes, which it does for all of its gRPC API. A
    /// comparison holds only for members that are there and of the same type.
    /// </remarks>
    public async ValueTask<StateQueryPage> QueryAsync(
        StateQuery query, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var translated = new SqliteStateQuery(query, Table.Sql.Table);
        var now = SqliteTime.Format(_timeProvider.GetUtcNow());
        return await Connections.ReadAsync(database => translated.Run(database, now), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Cleanup is not null)
            await Cleanup.DisposeAsync();
        if (_initializedConnections is not null)
            await _initializedConnections.DisposeAsync();
    }

    private static InvalidOperationException NotInitialized() => new("The component has to be initialised before it is used.");

    private async Task WriteAsync(SqliteStateWrite write, CancellationToken cancellationToken)
    {
        if (await Connections.WriteAsync(database => Table.Apply(database, write), cancellationToken) is { } error)
            throw error;
    }

    // All of them are one piece of work, whose statements each stand for themselves; what is wrong beforehand takes no part.
    private async ValueTask<IReadOnlyList<ComponentException?>> WriteManyAsync<TRequest>(
        IReadOnlyList<TRequest> requests, Func<TRequest, SqliteStateWrite> prepare, CancellationToken cancellationToken)
    {
        var errors = new ComponentException?[requests.Count];
        var writes = new SqliteStateWrite?[requests.Count];
        for (var index = 0; index < writes.Length; index++)
        {
            try
            {
                writes[index] = prepare(requests[index]);
            }
            catch (ComponentException exception)
            {
                errors[index] = exception;
            }
        }

        var applied = await Connections.WriteAsync(database => Table.ApplyMany(database, writes), cancellationToken);
        for (var index = 0; index < errors.Length; index++)
            errors[index] ??= applied[index];
        return errors;
    }

}
