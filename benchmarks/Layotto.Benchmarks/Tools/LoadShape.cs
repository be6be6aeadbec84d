namespace Layotto.Benchmarks.Tools;

/// <summary>How much load, for how long.</summary>
/// <param name="Connections">Open connections.</param>
/// <param name="Streams">Requests under way on each; one over HTTP/1.1.</param>
/// <param name="Duration">Measured time.</param>
/// <param name="Rate">Requests a second of an open loop; null for a closed one.</param>
internal sealed record LoadShape(int Connections, int Streams, TimeSpan Duration, double? Rate = null);
