using System.Diagnostics;
using Layotto.Components;
using Layotto.Conformance.Sockets.Processes;

namespace Layotto.Conformance.Sockets;

/// <summary>
/// Runs the suites that components built in have to pass against a process behind a socket, through the very adapters that the gateway
/// uses, and cases below them, on the wire.
/// </summary>
public static class SocketConformance
{
    /// <summary>The kinds that can be tested.</summary>
    public static IReadOnlyList<ComponentKind> Kinds => [.. SocketKinds.All.Select(kind => kind.Kind)];

    /// <summary>Runs all cases that the options ask for, one after the other.</summary>
    /// <param name="options">What is tested.</param>
    /// <param name="progress">Is told of each case when it has ended, with the number of all; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SocketConformanceException">There is nothing to test.</exception>
    public static async Task<SocketConformanceReport> RunAsync(
        SocketConformanceOptions options, Action<SocketConformanceEntry, int>? progress, CancellationToken cancellationToken)
    {
        var kind = SocketKinds.All.FirstOrDefault(known => known.Kind == options.Kind)
            ?? throw new SocketConformanceException(
                $"{Article(options.Kind)} {options.Kind.Title} can't be tested; the kinds that can are {string.Join(", ", Kinds.Select(known => known.Category))}.");
        var start = Stopwatch.GetTimestamp();
        await using var process = options.Command is { } command
            ? await StartedProcess.StartAsync(command, options.Socket, cancellationToken)
            : null;
        await using var target = await ConformanceTarget.OpenAsync(options, kind, process, cancellationToken);
        var cases = (await kind.CasesAsync(target, cancellationToken)).Where(one => one.Name.Contains(options.Case, StringComparison.OrdinalIgnoreCase)).ToList();
        if (cases.Count == 0)
            throw new SocketConformanceException($"No case has \"{options.Case}\" in its name.");
        var entries = new List<SocketConformanceEntry>();
        foreach (var one in cases)
        {
            var result = await one.RunAsync(options.CaseTimeout, cancellationToken);
            if (process is { HasExited: true })
                result = await RestartAsync(process, result, target, cancellationToken);
            entries.Add(new SocketConformanceEntry(one.Suite, result));
            progress?.Invoke(entries[^1], cases.Count);
        }

        return new SocketConformanceReport
        {
            Socket = target.Offer.Record,
            Type = target.Descriptor.Type,
            Claimed = target.Claimed,
            Abilities = target.TestedFor,
            Entries = entries,
            Duration = Stopwatch.GetElapsedTime(start),
        };
    }

    private static string Article(ComponentKind kind) => kind == ComponentKind.Sms || "AEIOUaeiou".Contains(kind.Title[0]) || kind == ComponentKind.HttpMiddleware ? "An" : "A";

    // Whatever the case says, a component's process doesn't end by itself.
    private static async Task<ConformanceResult> RestartAsync(
        StartedProcess process, ConformanceResult result, ConformanceTarget target, CancellationToken cancellationToken)
    {
        var reason = $"the process ended {process.Ending}{(result.Outcome == ConformanceOutcome.Failed ? $", so {result.Reason}" : "")}";
        await process.StartAgainAsync(cancellationToken);
        await target.WaitUntilBackAsync(cancellationToken);
        return result with { Outcome = ConformanceOutcome.Failed, Reason = reason };
    }
}
