using System.Net;
using Layotto.Benchmarks.Processes;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Contenders;

/// <summary>One thing under test: how it is started, when it is ready and where it answers.</summary>
internal sealed record Contender
{
    /// <summary>Its row in the tables.</summary>
    public required string Name { get; init; }

    public required Command Command { get; init; }

    public required ReadinessProbe Readiness { get; init; }

    /// <summary>Where load goes.</summary>
    public required IPEndPoint Target { get; init; }

    /// <summary>What it is asked instead of the scenario's request, where the same question has another form for it; null for that request.</summary>
    public LoadRequest? Request { get; init; }

    /// <summary>What is started before it, in this order.</summary>
    public IReadOnlyList<Companion> Companions { get; init; } = [];

    /// <summary>Whether it runs on the generator's processors, as the server behind the other contenders does.</summary>
    public bool RunsBesideGenerator { get; init; }

    /// <summary>Brings it into the state the scenario needs, once it is ready; null if it needs nothing.</summary>
    public Func<CancellationToken, Task>? Prepare { get; init; }
}
