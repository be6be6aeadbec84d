namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>A number that goes up and down.</summary>
public sealed class Gauge : MetricSeries
{
    private long _value;

    /// <summary>The number now.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <inheritdoc/>
    public override bool IsUsed => true;

    /// <summary>Sets it.</summary>
    public void Set(long value) => Volatile.Write(ref _value, value);

    /// <summary>Adds to it, or takes from it.</summary>
    public void Add(long amount) => Interlocked.Add(ref _value, amount);
}
