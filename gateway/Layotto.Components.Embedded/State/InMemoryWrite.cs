using Layotto.Components.State;

namespace Layotto.Components.Embedded.State;

/// <summary>A write that has been checked and copied, and only waits for its turn.</summary>
internal readonly struct InMemoryWrite
{
    private InMemoryWrite(string key, byte[]? data, TimeSpan? timeToLive, string? etag, StateConcurrency concurrency)
    {
        Key = key;
        Data = data;
        TimeToLive = timeToLive;
        ETag = etag;
        Concurrency = concurrency;
    }

    public string Key { get; }

    /// <summary>The value; null when the key is deleted.</summary>
    public byte[]? Data { get; }

    public TimeSpan? TimeToLive { get; }

    /// <summary>The etag that the present value must have; null for none named.</summary>
    public string? ETag { get; }

    public StateConcurrency Concurrency { get; }

    public static InMemoryWrite Set(in StateSetRequest request)
        => new(
            request.Key,
            request.Value.ToArray(),
            StateTimeToLive.Read(request.Metadata),
            request.HasETag ? request.ETag : null,
            request.Concurrency);

    public static InMemoryWrite Delete(in StateDeleteRequest request)
        => Delete(request.Key, request.HasETag ? request.ETag : null, request.Concurrency);

    public static InMemoryWrite Delete(string key, string? etag, StateConcurrency concurrency) => new(key, null, null, etag, concurrency);

    public InMemoryEntry CreateEntry(long now, long index, InMemoryCommit? commit, InMemoryEntry? previous)
    {
        if (Data is null)
            return new InMemoryEntry(null, InMemoryEntry.Never, index, commit, previous);

        var expiry = InMemoryEntry.Never;
        var metadata = StateValue.NoMetadata;
        if (TimeToLive is { } timeToLive)
        {
            expiry = now + timeToLive.Ticks;
            metadata = StateTimeToLive.Describe(new DateTimeOffset(expiry, TimeSpan.Zero));
        }

        var value = new StateValue { Data = Data, ETag = Guid.NewGuid().ToString(), Metadata = metadata };
        return new InMemoryEntry(value, expiry, index, commit, previous);
    }
}
