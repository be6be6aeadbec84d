namespace Layotto.Gateway.Tests.Support;

/// <summary>A clock that a test moves; its timers fire when it is moved past them.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock to the next timer again and again until a task has ended.</summary>
    public async Task RunUntilAsync(Task task)
    {
        var start = Environment.TickCount64;
        while (!task.IsCompleted)
        {
            if (Environment.TickCount64 - start > Deadline.Default.TotalMilliseconds)
                throw new TimeoutException("The task has not ended, however far the clock was moved.");
            FireNext();
            await Task.Yield();
        }
    }

    private void FireNext()
    {
        Action? callback = null;
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due is not null).MinBy(timer => timer.Due);
            if (next is null)
                return;
            _now = Math.Max(_now, next.Due!.Value);
            next.Due = null;
            callback = next.Callback;
        }

        callback();
    }

    private sealed class ManualTimer(ManualTimeProvider clock, Action callback) : ITimer
    {
        public Action Callback { get; } = callback;

        public long? Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime.Ticks;
                if (!clock._timers.Contains(this))
                    clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
