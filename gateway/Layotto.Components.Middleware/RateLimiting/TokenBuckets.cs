namespace Layotto.Components.Middleware.RateLimiting;

/// <summary>
/// A bucket for each caller and path, of which there is a limited number. When it is reached, full buckets are dropped, which changes
/// nothing for their callers; if that makes no room, those who come anew share one bucket.
/// </summary>
internal sealed class TokenBuckets(double perSecond, TimeProvider time, int limit = TokenBuckets.DefaultLimit)
{
    /// <summary>The most buckets.</summary>
    public const int DefaultLimit = 10_000;

    private readonly Lock _lock = new();

    // A path counts by its hash, so that long ones take no room; two paths of one caller that share it share a bucket.
    private readonly Dictionary<(string Caller, int Path), TokenBucket> _buckets = [];
    private readonly TokenBucket _overflow = new(perSecond, Capacity(perSecond), time.GetTimestamp());
    private long _swept = time.GetTimestamp();

    /// <summary>How many buckets there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _buckets.Count;
        }
    }

    /// <summary>Takes a token of a caller's bucket.</summary>
    public bool TryTake(string caller, string path, out int left) => Find((caller, path.GetHashCode(StringComparison.Ordinal))).TryTake(time, out left);

    private TokenBucket Find((string Caller, int Path) key)
    {
        lock (_lock)
        {
            if (_buckets.TryGetValue(key, out var bucket))
                return bucket;
            if (_buckets.Count >= limit)
                Sweep();
            return _buckets.Count < limit
                ? _buckets[key] = new TokenBucket(perSecond, Capacity(perSecond), time.GetTimestamp())
                : _overflow;
        }
    }

    // Looking at all of them for each request would be a gift to whoever fills them, so it is done once a second at most.
    private void Sweep()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_swept, now) < TimeSpan.FromSeconds(1))
            return;
        _swept = now;
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.IsFull(time))
                _buckets.Remove(key);
        }
    }

    // A burst may be as large as the rate, but never less than one request.
    private static int Capacity(double perSecond) => (int)Math.Clamp(perSecond, 1, int.MaxValue);
}
