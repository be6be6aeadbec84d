using Layotto.Components.State;

namespace Layotto.Components.Sqlite.State;

/// <summary>A write that has been checked, copied and encoded, and only waits for its turn.</summary>
internal sealed class SqliteStateWrite
{
    private SqliteStateWrite(string key, SqliteStateValue? value, TimeSpan? timeToLive, string? etag, StateConcurrency concurrency)
    {
        if (string.IsNullOrEmpty(key))
            throw new ComponentException("The key is empty; a state store needs one to write or delete.");
        Key = key;
        Value = value;
        TimeToLive = timeToLive;
        ETag = string.IsNullOrEmpty(etag) ? null : etag;
        Concurrency = concurrency;
    }

    public string Key { get; }

    /// <summary>The value; null when the key is deleted.</summary>
    public SqliteStateValue? Value { get; }

    public TimeSpan? TimeToLive { get; }

    /// <summary>The etag that the present value must have; null for none named.</summary>
    public string? ETag { get; }

    public StateConcurrency Concurrency { get; }

    /// <exception cref="ComponentException">The key or the time to live is wrong.</exception>
    public static SqliteStateWrite Set(in StateSetRequest request)
        => new(
            request.Key,
            SqliteStateValue.Encode(request.Value.Span),
            StateTimeToLive.Read(request.Metadata),
            request.ETag,
            request.Concurrency);

    /// <exception cref="ComponentException">The key is wrong.</exception>
    public static SqliteStateWrite Delete(in StateDeleteRequest request)
        => new(request.Key, null, null, request.ETag, request.Concurrency);

    /// <exception cref="ComponentException">The key or the time to live is wrong.</exception>
    public static SqliteStateWrite Of(in StateTransactionOperation operation)
        => operation.Set is { } set ? Set(set) : Delete(operation.Delete!.Value);
}
