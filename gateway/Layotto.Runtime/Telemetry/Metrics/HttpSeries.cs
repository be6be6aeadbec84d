namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>The series of HTTP calls with one method, path and status.</summary>
internal sealed record HttpSeries(Counter Requests, Counter? Responses, Histogram Latency);
