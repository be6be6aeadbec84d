namespace Layotto.LoadGenerator.Loop;

/// <summary>Nanoseconds of a clock that never goes back; only differences mean anything.</summary>
internal sealed class MonotonicClock(TimeProvider timeProvider)
{
    private readonly double _nanosecondsPerTick = 1e9 / timeProvider.TimestampFrequency;
    private readonly bool _ticksAreNanoseconds = timeProvider.TimestampFrequency == 1_000_000_000;

    public long Now
    {
        get
        {
            var ticks = timeProvider.GetTimestamp();
            return _ticksAreNanoseconds ? ticks : (long)(ticks * _nanosecondsPerTick);
        }
    }

    public static long ToNanoseconds(TimeSpan duration) => duration.Ticks * 100;
}
