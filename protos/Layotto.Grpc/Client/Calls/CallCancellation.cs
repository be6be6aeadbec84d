using Grpc.Core;

namespace Layotto.Grpc.Client.Calls;

/// <summary>
/// Ends a call early: by its caller, its deadline or its channel, whichever comes first, which it remembers. It is never
/// disposed, since it may be asked to cancel at any time; without a timer of its own it holds nothing.
/// </summary>
internal sealed class CallCancellation(ClientCall call, TimeProvider time) : CancellationTokenSource
{
    // Timers take less than 50 days; a later deadline is looked at again after this.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly Lock _sync = new();
    private CallEnd? _reason;
    private CancellationTokenRegistration _caller;
    private CancellationTokenRegistration _parent;
    private CancellationTokenRegistration _channel;
    private ITimer? _timer;
    private long _started;
    private TimeSpan _timeout = Timeout.InfiniteTimeSpan;
    private bool _disarmed;

    /// <summary>Why the call ended early, or null if it did not.</summary>
    public CallEnd? Reason => Volatile.Read(ref _reason);

    /// <summary>Whether the call has a deadline.</summary>
    public bool HasDeadline => _timeout != Timeout.InfiniteTimeSpan;

    /// <summary>What is left until the deadline; negative after it.</summary>
    public TimeSpan Remaining => _timeout - time.GetElapsedTime(_started);

    /// <summary>Starts to watch.</summary>
    /// <param name="options">The caller's token and deadline, and those of the server call this one is made for.</param>
    /// <param name="channel">Cancelled when the channel is shut down.</param>
    public void Arm(in CallOptions options, CancellationToken channel)
    {
        StartDeadline(EarlierDeadline(options.Deadline, options.PropagationToken?.Deadline));
        _caller = Watch(CallEnd.ByCaller, options.CancellationToken);
        _parent = Watch(CallEnd.ByCaller, options.PropagationToken?.CancellationToken ?? default);
        _channel = Watch(CallEnd.ByShutdown, channel);
    }

    /// <summary>Stops to watch.</summary>
    public void Disarm()
    {
        // Unregister instead of Dispose: this may run while one of the callbacks is under way in another thread.
        _caller.Unregister();
        _parent.Unregister();
        _channel.Unregister();
        lock (_sync)
        {
            _disarmed = true;
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>Ends the call.</summary>
    public void End(CallEnd reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null)
            return;
        // First whatever is pending, then the stream below it.
        Cancel();
        call.OnEnded(reason);
    }

    private static DateTime? EarlierDeadline(DateTime? one, DateTime? other) =>
        one is null || other < one ? other : one;

    private CancellationTokenRegistration Watch(CallEnd reason, CancellationToken token) => token.CanBeCanceled
        ? token.UnsafeRegister(reason == CallEnd.ByCaller ? EndByCaller : EndByShutdown, this)
        : default;

    private static void EndByCaller(object? call) => ((CallCancellation)call!).End(CallEnd.ByCaller);

    private static void EndByShutdown(object? call) => ((CallCancellation)call!).End(CallEnd.ByShutdown);

    private void StartDeadline(DateTime? deadline)
    {
        if (deadline is not { } until || until == DateTime.MaxValue)
            return;
        if (until.Kind != DateTimeKind.Utc && until != DateTime.MinValue)
            throw new ArgumentException($"The deadline {until:O} has the kind {until.Kind}; it must be in UTC.");
        _started = time.GetTimestamp();
        _timeout = until - time.GetUtcNow().UtcDateTime;
        if (_timeout <= TimeSpan.Zero)
        {
            _timeout = TimeSpan.Zero;
            End(CallEnd.ByDeadline);
            return;
        }

        lock (_sync)
        {
            _timer = time.CreateTimer(
                static call => ((CallCancellation)call!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(NextLook(_timeout), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_sync)
        {
            if (_disarmed)
                return;
            var remaining = Remaining;
            if (remaining > TimeSpan.Zero)
            {
                _timer?.Change(NextLook(remaining), Timeout.InfiniteTimeSpan);
                return;
            }
        }

        End(CallEnd.ByDeadline);
    }

    // Timers count whole milliseconds and round down; waking up a moment late beats waking up twice.
    private static TimeSpan NextLook(TimeSpan remaining) =>
        remaining > LongestTimer ? LongestTimer : TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds));
}
