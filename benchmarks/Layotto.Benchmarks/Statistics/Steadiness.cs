namespace Layotto.Benchmarks.Statistics;

/// <summary>Says when a warm-up may end: the last two windows are within three percent of each other.</summary>
internal sealed class Steadiness
{
    private const double Tolerance = 0.03;
    private double? _previous;

    /// <returns>True if this window and the one before it are that close.</returns>
    public bool Add(double requestsPerSecond)
    {
        var isSteady = _previous is { } previous
            && Math.Abs(requestsPerSecond - previous) <= Tolerance * Math.Max(requestsPerSecond, previous);
        _previous = requestsPerSecond;
        return isSteady;
    }
}
