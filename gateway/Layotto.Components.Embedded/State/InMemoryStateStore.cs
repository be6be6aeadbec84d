using System.Globalization;
using Layotto.Components.State;
using Layotto.Components.State.Query;

namespace Layotto.Components.Embedded.State;

/// <summary>
/// <c>state.in-memory</c>: keeps values in this process and forgets them with it. It has all that Dapr's store of this name has
/// (etags, transactions, expiry, deletion by prefix, listing of keys); unlike Dapr's it also answers queries.
/// </summary>
/// <remarks>
/// A read takes no lock, completes at once and answers with the very object that the write stored. Writes take turns. A
/// transaction becomes visible at a single moment, and a bulk read, a listing and a query see it whole or not at all.
/// </remarks>
public sealed class InMemoryStateStore
    : IBulkStateStore, ITransactionalStateStore, IQueryableStateStore, IPrefixDeletingStateStore, IKeyListingStateStore
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private InMemoryTable _table = new(TimeProvider.System);
    private ITimer? _sweeper;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } =
    [
        StateFeatures.ETag,
        StateFeatures.Transactional,
        StateFeatures.TimeToLive,
        StateFeatures.DeleteWithPrefix,
        StateFeatures.KeysLike,
        StateFeatures.Query,
    ];

    /// <inheritdoc/>
    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _table = new InMemoryTable(context.TimeProvider);
        _sweeper = context.TimeProvider.CreateTimer(static table => ((InMemoryTable)table!).Sweep(), _table, SweepInterval, SweepInterval);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken)
        => cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<StateValue?>(cancellationToken)
            : new ValueTask<StateValue?>(_table.Find(request.Key));

    /// <inheritdoc/>
    public ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        try
        {
            RequireKey(request.Key);
            return Complete(_table.Write(InMemoryWrite.Set(request)));
        }
        catch (ComponentException exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return string.IsNullOrEmpty(request.Key)
            ? ValueTask.FromException(MissingKey())
            : Complete(_table.Write(InMemoryWrite.Delete(request)));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StateBulkGetResult>> GetManyAsync(
        IReadOnlyList<StateGetRequest> requests, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var results = _table.ReadConsistently(requests, static (table, requests) =>
        {
            var results = new StateBulkGetResult[requests.Count];
            for (var index = 0; index < results.Length; index++)
                results[index] = new StateBulkGetResult(requests[index].Key, table.Find(requests[index].Key));
            return results;
        });
        return new ValueTask<IReadOnlyList<StateBulkGetResult>>(results);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ComponentException?>> SetManyAsync(
        IReadOnlyList<StateSetRequest> requests, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ForEach(requests, request =>
        {
            RequireKey(request.Key);
            return _table.Write(InMemoryWrite.Set(request));
        });
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ComponentException?>> DeleteManyAsync(
        IReadOnlyList<StateDeleteRequest> requests, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ForEach(requests, request =>
        {
            RequireKey(request.Key);
            return _table.Write(InMemoryWrite.Delete(request));
        });
    }

    /// <inheritdoc/>
    public ValueTask ExecuteAsync(
        IReadOnlyList<StateTransactionOperation> operations,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var writes = new InMemoryWrite[operations.Count];
        for (var index = 0; index < writes.Length; index++)
        {
            RequireKey(operations[index].Key);
            writes[index] = operations[index].Set is { } set
                ? InMemoryWrite.Set(set)
                : InMemoryWrite.Delete(operations[index].Delete!.Value);
        }

        return Complete(_table.WriteAll(writes));
    }

    /// <inheritdoc/>
    public ValueTask<long> DeleteWithPrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<long>(_table.DeleteChildren(StateKeyPrefix.Normalize(prefix)));
    }

    /// <inheritdoc/>
    /// <remarks>The keys come in the order in which they came into the store.</remarks>
    public ValueTask<StateKeyPage> ListKeysAsync(
        string pattern, int? pageSize, string? continuationToken, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = ParseToken(continuationToken);
        if (pageSize < 1)
            throw new ComponentException($"The page size is {pageSize}; it must be at least 1.");

        var parsed = StateKeyPattern.Parse(pattern);
        var found = _table.ReadConsistently(
            (parsed, start),
            static (table, query) => table.List()
                .Where(item => item.Entry.Index >= query.start && query.parsed.IsMatch(item.Key))
                .Select(item => (item.Key, item.Entry.Index))
                .ToList());
        found.Sort(static (left, right) => left.Index.CompareTo(right.Index));

        var size = Math.Min(pageSize ?? found.Count, found.Count);
        var keys = new string[size];
        for (var index = 0; index < size; index++)
            keys[index] = found[index].Key;
        var next = size < found.Count ? found[size].Index.ToString(CultureInfo.InvariantCulture) : null;
        return new ValueTask<StateKeyPage>(new StateKeyPage(keys, next));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Values that are no JSON are passed over. A comparison holds only for members that are there and of the same type; what
    /// has no order asked for comes in the order in which the keys came into the store.
    /// </remarks>
    public ValueTask<StateQueryPage> QueryAsync(
        StateQuery query, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var items = _table.ReadConsistently(0, static (table, _) => table.List().ToList());
        return new ValueTask<StateQueryPage>(InMemoryQuery.Run(query, items, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sweeper is not null)
            await _sweeper.DisposeAsync();
        _table.Clear();
    }

    private static void RequireKey(string key)
    {
        if (string.IsNullOrEmpty(key))
            throw MissingKey();
    }

    private static ComponentException MissingKey() => new("The key is empty; a state store needs one to write or delete.");

    private static long ParseToken(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return 0;
        return long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new ComponentException("The continuation token is none of this store's; give the one that the page before came with.");
    }

    private static ValueTask Complete(StateETagException? error)
        => error is null ? ValueTask.CompletedTask : ValueTask.FromException(error);

    private static ValueTask<IReadOnlyList<ComponentException?>> ForEach<TRequest>(
        IReadOnlyList<TRequest> requests, Func<TRequest, ComponentException?> write)
    {
        var errors = new ComponentException?[requests.Count];
        for (var index = 0; index < errors.Length; index++)
        {
            try
            {
                errors[index] = write(requests[index]);
            }
            catch (ComponentException exception)
            {
                errors[index] = exception;
            }
        }

        return new ValueTask<IReadOnlyList<ComponentException?>>(errors);
    }
}
