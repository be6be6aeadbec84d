using Layotto.Benchmarks.Machine;

namespace Layotto.Benchmarks.Results;

/// <summary>All scenarios of one start of the runner, with what is needed to judge them.</summary>
internal sealed record RunRecord(
    string Id,
    DateTimeOffset Date,
    string Commit,
    MachineDescription Machine,
    double LoadAverageBefore,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<ScenarioRecord> Scenarios);
