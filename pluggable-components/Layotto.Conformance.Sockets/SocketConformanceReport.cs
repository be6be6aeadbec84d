using Layotto.Pluggable.Discovery;

namespace Layotto.Conformance.Sockets;

/// <summary>What came of all cases.</summary>
public sealed record SocketConformanceReport
{
    /// <summary>What was decided about the socket.</summary>
    public required SocketRecord Socket { get; init; }

    /// <summary>The type that was tested, such as <c>state.mystore</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What the process claims to be able to do.</summary>
    public required IReadOnlyList<string> Claimed { get; init; }

    /// <summary>What it was tested for, in the words of the suites, in alphabetical order.</summary>
    public required IReadOnlyList<string> Abilities { get; init; }

    /// <summary>The cases, in the order in which they were run.</summary>
    public required IReadOnlyList<SocketConformanceEntry> Entries { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The number of cases with an outcome.</summary>
    public int Count(ConformanceOutcome outcome) => Entries.Count(entry => entry.Result.Outcome == outcome);
}
