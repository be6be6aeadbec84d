using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>A process that a contender needs beside its own, such as the app behind it or the second of two proxies.</summary>
/// <param name="Command">How it is started.</param>
/// <param name="Readiness">When it is ready; the next one is started only then.</param>
/// <param name="IsMeasured">
/// Whether its processor time and memory count as the contender's, on whose processors it then runs; else it shares those of the generator.
/// </param>
internal sealed record Companion(Command Command, ReadinessProbe Readiness, bool IsMeasured);
