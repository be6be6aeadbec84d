using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>A contender whose process runs and is ready.</summary>
internal sealed class RunningContender : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private RunningContender(Contender contender, PinnedProcess process, AllocationProbe? probe)
    {
        Contender = contender;
        Process = process;
        Probe = probe;
    }

    public Contender Contender { get; }

    public PinnedProcess Process { get; }

    /// <summary>Null unless allocations are asked for.</summary>
    public AllocationProbe? Probe { get; }

    public static async Task<RunningContender> StartAsync(
        Contender contender, AllocationProbe? probe, string cores, CancellationToken cancellationToken)
    {
        var command = probe is null ? contender.Command : contender.Command.WithEnvironment(probe.Environment);
        var process = PinnedProcess.Start(command, cores);
        try
        {
            await contender.Readiness.WaitAsync(process, StartPatience, cancellationToken);
            if (contender.Prepare is { } prepare)
                await prepare(cancellationToken);
            return new RunningContender(contender, process, probe);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
