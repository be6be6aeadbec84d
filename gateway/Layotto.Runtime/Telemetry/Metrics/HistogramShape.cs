namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>The buckets of a histogram and the unit of its values.</summary>
public sealed class HistogramShape
{
    private readonly long[] _bounds;
    private readonly double _scale;

    private HistogramShape(IReadOnlyList<double> shown, double scale)
    {
        Bounds = shown;
        _scale = scale;
        _bounds = [.. shown.Select(bound => (long)(bound * scale))];
    }

    /// <summary>Dapr's buckets for sizes, in bytes.</summary>
    public static HistogramShape Sizes { get; } = new(
        [1 << 10, 2 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20, 1L << 30, 4L << 30], 1);

    /// <summary>Dapr's buckets for latencies, in milliseconds; values are recorded in ticks.</summary>
    public static HistogramShape Latencies { get; } = LatenciesOf(
    [
        1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200, 250, 300, 400, 500, 650, 800, 1_000, 2_000,
        5_000, 10_000, 20_000, 50_000, 100_000,
    ]);

    /// <summary>The bounds in the shown unit, ascending.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>Buckets for latencies.</summary>
    /// <param name="milliseconds">Their bounds in milliseconds; those that aren't positive are left out, and the order makes no difference.</param>
    public static HistogramShape LatenciesOf(IEnumerable<int> milliseconds)
        => new([.. milliseconds.Where(bound => bound > 0).Distinct().Order().Select(bound => (double)bound)], TimeSpan.TicksPerMillisecond);

    internal Histogram Create() => new(_bounds, _scale);
}
