using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Runtime.Resiliency;

/// <summary>
/// Refuses calls to a target that fails. The states and the counts are those of gobreaker, which Dapr uses: closed, until the trip is
/// true after a failure; open for the timeout; half-open until as many calls in a row have gone well as it lets through, or one has
/// failed. A call that began before the state changed, or before the interval was over, counts for nothing.
/// </summary>
internal sealed class CircuitBreaker
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action<CircuitState, CircuitState>? _onChange;
    private CircuitState _state;
    private long _generation;
    private long _requests;
    private long _totalSuccesses;
    private long _totalFailures;
    private long _consecutiveSuccesses;
    private long _consecutiveFailures;
    private long? _expiry;

    /// <summary>Creates a closed breaker.</summary>
    /// <param name="settings">When it opens and closes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onChange">Called under its lock with the state before and after a change; must return at once.</param>
    public CircuitBreaker(CircuitBreakerSettings settings, TimeProvider time, Action<CircuitState, CircuitState>? onChange)
    {
        Settings = settings;
        _time = time;
        _onChange = onChange;
        BeginAnew(time.GetTimestamp());
    }

    /// <summary>When it opens and closes.</summary>
    public CircuitBreakerSettings Settings { get; }

    /// <summary>The state now.</summary>
    public CircuitState State
    {
        get
        {
            lock (_lock)
                return StateAt(_time.GetTimestamp());
        }
    }

    /// <summary>Asks whether a call may be made.</summary>
    /// <param name="ticket">To be reported on exactly once when this returns null.</param>
    /// <returns>Why it may not, in Dapr's words; or null.</returns>
    public string? TryEnter(out CircuitTicket ticket)
    {
        lock (_lock)
        {
            var state = StateAt(_time.GetTimestamp());
            ticket = new CircuitTicket(_generation);
            if (state == CircuitState.Open)
                return "circuit breaker is open";
            if (state == CircuitState.HalfOpen && _requests >= Settings.MaxRequests)
                return "too many requests";
            _requests++;
            return null;
        }
    }

    /// <summary>Tells how a call that was let through has ended.</summary>
    public void Report(CircuitTicket ticket, bool isSuccess)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var state = StateAt(now);
            if (ticket.Generation != _generation)
                return;
            if (isSuccess)
                OnSuccess(state, now);
            else
                OnFailure(state, now);
        }
    }

    private void OnSuccess(CircuitState state, long now)
    {
        _totalSuccesses++;
        _consecutiveSuccesses++;
        _consecutiveFailures = 0;
        if (state == CircuitState.HalfOpen && _consecutiveSuccesses >= Settings.MaxRequests)
            Change(CircuitState.Closed, now);
    }

    private void OnFailure(CircuitState state, long now)
    {
        _totalFailures++;
        _consecutiveFailures++;
        _consecutiveSuccesses = 0;
        if (state == CircuitState.HalfOpen || Trips())
            Change(CircuitState.Open, now);
    }

    // A trip without a value doesn't open it, as in Dapr.
    private bool Trips()
        => Settings.Trip.TryEvaluateBoolean(
            new CircuitCounts(_requests, _totalSuccesses, _totalFailures, _consecutiveSuccesses, _consecutiveFailures), out var trips, out _) && trips;

    private CircuitState StateAt(long now)
    {
        if (_expiry < now)
        {
            if (_state == CircuitState.Closed)
                BeginAnew(now);
            else
                Change(CircuitState.HalfOpen, now);
        }

        return _state;
    }

    private void Change(CircuitState state, long now)
    {
        var previous = _state;
        _state = state;
        BeginAnew(now);
        _onChange?.Invoke(previous, state);
    }

    private void BeginAnew(long now)
    {
        _generation++;
        _requests = _totalSuccesses = _totalFailures = _consecutiveSuccesses = _consecutiveFailures = 0;
        _expiry = _state switch
        {
            CircuitState.Closed when Settings.Interval > TimeSpan.Zero => now + Ticks(Settings.Interval),
            CircuitState.Open => now + Ticks(Settings.Timeout),
            _ => null,
        };
    }

    private long Ticks(TimeSpan time) => (long)Math.Min(time.TotalSeconds * _time.TimestampFrequency, long.MaxValue / 4);
}
