namespace Layotto.Components.Middleware.RateLimiting;

/// <summary>Tokens that come at a steady rate up to a number, one of which each request takes.</summary>
internal sealed class TokenBucket(double perSecond, int capacity, long now)
{
    private readonly Lock _lock = new();
    private double _tokens = capacity;
    private long _last = now;

    /// <summary>Takes a token.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="left">How many whole tokens are left.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake(TimeProvider time, out int left)
    {
        lock (_lock)
        {
            Fill(time);
            var isTaken = _tokens >= 1;
            if (isTaken)
                _tokens--;
            left = (int)_tokens;
            return isTaken;
        }
    }

    /// <summary>Whether it is full: then it is worth no more than a new one.</summary>
    public bool IsFull(TimeProvider time)
    {
        lock (_lock)
        {
            Fill(time);
            return _tokens >= capacity;
        }
    }

    private void Fill(TimeProvider time)
    {
        var current = time.GetTimestamp();
        if (current <= _last)
            return;
        _tokens = Math.Min(capacity, _tokens + (time.GetElapsedTime(_last, current).TotalSeconds * perSecond));
        _last = current;
    }
}
