using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>One kind of load that every contender gets in every round.</summary>
/// <param name="Name">Title of its table.</param>
/// <param name="Tool">What sends it.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Streams">Requests under way on each.</param>
/// <param name="CapacityShare">
/// Part of the slowest contender's saturated rate that is offered in an open loop; null saturates. All contenders get the
/// same rate, as latency at different rates cannot be compared.
/// </param>
/// <param name="Rate">Requests a second offered in an open loop, whatever the contenders manage; null for none.</param>
internal sealed record LoadStep(string Name, LoadTool Tool, int Connections, int Streams, double? CapacityShare = null, double? Rate = null)
{
    private static readonly double[] LatencyShares = [0.1, 0.5, 0.8];

    /// <summary>Latency is read below saturation only: at it, it is the queue that is measured.</summary>
    public static IEnumerable<LoadStep> LatencySteps(LoadTool tool, int connections, int streams) =>
        LatencyShares.Select(share => new LoadStep(
            FormattableString.Invariant($"open loop at {100 * share:F0}% of the slowest, {connections} × {streams}"),
            tool,
            connections,
            streams,
            share));
}
