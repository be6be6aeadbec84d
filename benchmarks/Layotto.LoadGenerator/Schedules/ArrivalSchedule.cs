namespace Layotto.LoadGenerator.Schedules;

/// <summary>
/// The fixed timetable of an open loop: request number n is due at start + n / rate, whatever the server does. It is
/// arithmetic and holds no queue, so a backlog of any length costs nothing.
/// </summary>
internal sealed class ArrivalSchedule
{
    private readonly long _start;
    private readonly long _end;
    private readonly double _interval;

    /// <param name="start">Nanoseconds of the first due time.</param>
    /// <param name="requestsPerSecond">Above zero.</param>
    /// <param name="end">Nanoseconds; requests due at or after it are not part of the timetable.</param>
    public ArrivalSchedule(long start, double requestsPerSecond, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(requestsPerSecond);
        _start = start;
        _end = end;
        _interval = 1e9 / requestsPerSecond;
        Total = CountBefore(end);
    }

    /// <summary>How many requests the timetable holds.</summary>
    public long Total { get; }

    /// <summary>Due time of a request in nanoseconds.</summary>
    public long DueAt(long number) => _start + (long)(number * _interval);

    /// <summary>How many requests are due at <paramref name="now"/>, the ones due exactly then included.</summary>
    public long CountDue(long now) => now >= _end ? Total : CountBefore(now + 1);

    private long CountBefore(long time)
    {
        if (time <= _start)
            return 0;
        var count = (long)Math.Ceiling((time - _start) / _interval);
        // The division may land one off the truncated due times; the due times decide.
        while (count > 0 && DueAt(count - 1) >= time)
            count--;
        while (DueAt(count) < time)
            count++;
        return count;
    }
}
