using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Telemetry;

/// <summary>Counts what becomes of recorded spans.</summary>
/// <param name="registry">Where it is declared; null when nothing is measured.</param>
internal sealed class SpanMetrics(MetricRegistry? registry)
{
    private readonly MetricFamily<Counter>? _spans = registry?.Counter(
        "layotto_trace_spans_total", "The number of recorded spans by what became of them.", "destination", "outcome");

    /// <summary>Spans were taken by the destination.</summary>
    public void Exported(string destination, int count) => _spans?.Get(destination, "exported").Add(count);

    /// <summary>Spans weren't taken by the destination.</summary>
    public void Failed(string destination, int count) => _spans?.Get(destination, "failed").Add(count);

    /// <summary>Spans found the queue full.</summary>
    public void Dropped(string destination, int count) => _spans?.Get(destination, "dropped").Add(count);
}
