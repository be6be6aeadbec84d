using System.Globalization;
using Layotto.Components.Bindings;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Bindings.Cron;

/// <summary>A schedule that fires. Ticks may overlap, as in Dapr, though no more than <see cref="MostAtOnce"/> of them.</summary>
internal sealed class CronReading : IAsyncDisposable
{
    /// <summary>How many ticks may be under way at once; one that comes beyond that is left out.</summary>
    public const int MostAtOnce = 10;

    // A timer can't be set further ahead than some 49 days; and a clock that is set wakes nobody.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly CronSchedule _schedule;
    private readonly BindingHandler _handler;
    private readonly ComponentContext _context;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private DateTimeOffset? _next;
    private int _running;
    private bool _isLeavingOut;
    private bool _isStopped;

    public CronReading(CronSchedule schedule, BindingHandler handler, ComponentContext context)
    {
        _schedule = schedule;
        _handler = handler;
        _context = context;
        _timer = context.TimeProvider.CreateTimer(
            static reading => ((CronReading)reading!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the first time of the schedule.</summary>
    public void Start()
    {
        lock (_lock)
        {
            var now = _context.TimeProvider.GetUtcNow();
            _next = _schedule.Next(now);
            Sleep(now);
        }
    }

    /// <summary>Fires no more, and waits for the ticks under way.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
            if (_running == 0)
                _ended.TrySetResult();
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
    }

    private void Wake()
    {
        var isDue = false;
        lock (_lock)
        {
            if (_isStopped)
                return;

            // Times that were slept through, such as those of a machine that was suspended, are past and don't count.
            var now = _context.TimeProvider.GetUtcNow();
            if (_next is { } next && now >= next)
            {
                isDue = TryBegin();
                _next = _schedule.Next(now);
            }

            Sleep(now);
        }

        if (isDue)
            _ = FireAsync();
    }

    private void Sleep(DateTimeOffset now)
    {
        if (_next is not { } next)
        {
            _context.Logger.LogWarning("The schedule of the cron binding {Component} has no time left to fire at", _context.Name);
            return;
        }

        var left = next - now;
        _timer.Change(left < LongestSleep ? left : LongestSleep, Timeout.InfiniteTimeSpan);
    }

    private bool TryBegin()
    {
        if (_running < MostAtOnce)
        {
            _running++;
            _isLeavingOut = false;
            return true;
        }

        if (!_isLeavingOut)
        {
            _context.Logger.LogWarning(
                "The cron binding {Component} leaves ticks out: {Count} earlier ones are still being handled", _context.Name, MostAtOnce);
        }

        _isLeavingOut = true;
        return false;
    }

    private async Task FireAsync()
    {
        try
        {
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["timeZone"] = "Local",
                ["readTimeUTC"] = _context.TimeProvider.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF '+0000 UTC'", CultureInfo.InvariantCulture),
            };
            await _handler(new BindingEvent { Metadata = metadata }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _context.Logger.LogDebug("A tick of the cron binding {Component} failed: {Reason}", _context.Name, exception.Message);
        }
        finally
        {
            lock (_lock)
            {
                if (--_running == 0 && _isStopped)
                    _ended.TrySetResult();
            }
        }
    }
}
