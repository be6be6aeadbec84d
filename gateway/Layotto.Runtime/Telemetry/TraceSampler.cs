using System.Globalization;

namespace Layotto.Runtime.Telemetry;

/// <summary>
/// Decides which new traces are sampled. The trace's id alone decides, by the rule of OpenTelemetry for Go, so that every sidecar
/// with the same rate decides alike.
/// </summary>
/// <param name="rate">The share of traces, from 0 to 1; what lies beyond counts as the nearer end.</param>
public sealed class TraceSampler(double rate)
{
    /// <summary>The rate where none is given, or one that is no number: Dapr's, one trace in ten thousand.</summary>
    public const double DefaultRate = 1e-4;

    private readonly ulong _bound = rate >= 1 ? ulong.MaxValue : rate > 0 ? (ulong)(rate * (1UL << 63)) : 0;

    /// <summary>The share of traces.</summary>
    public double Rate => rate;

    /// <summary>Reads a rate (<c>spec.tracing.samplingRate</c>).</summary>
    public static double ParseRate(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && !double.IsNaN(rate) ? rate : DefaultRate;

    /// <summary>Whether a new trace is sampled.</summary>
    public bool Samples(UInt128 traceId) => (ulong)traceId >> 1 < _bound;
}
