using Layotto.Benchmarks.Results;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>One question that a run answers.</summary>
internal abstract class Scenario
{
    /// <summary>What --scenario takes.</summary>
    public abstract string Name { get; }

    /// <summary>The question in one line.</summary>
    public abstract string Title { get; }

    public abstract Task<ScenarioRecord> RunAsync(RunContext context, CancellationToken cancellationToken);
}
