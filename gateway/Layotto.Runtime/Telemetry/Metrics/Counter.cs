namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>A number that only grows.</summary>
public sealed class Counter : MetricSeries
{
    private long _value;

    /// <summary>The number so far.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <inheritdoc/>
    public override bool IsUsed => Value != 0;

    /// <summary>Adds one.</summary>
    public void Increment() => Interlocked.Increment(ref _value);

    /// <summary>Adds some.</summary>
    /// <param name="amount">How many; not negative.</param>
    public void Add(long amount) => Interlocked.Add(ref _value, amount);
}
