using Layotto.Benchmarks.CommandLine;
using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>A contender whose processes run and are ready.</summary>
internal sealed class RunningContender : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly List<PinnedProcess> _processes = [];
    private readonly List<PinnedProcess> _measured = [];
    private readonly List<AllocationProbe> _probes = [];

    private RunningContender(Contender contender) => Contender = contender;

    public Contender Contender { get; }

    /// <summary>Whether its allocations are counted.</summary>
    public bool CountsAllocations => _probes.Count > 0;

    /// <param name="contender">What to start.</param>
    /// <param name="probe">Makes an allocation probe for each measured process; null where allocations are not asked for.</param>
    /// <param name="options">The processors to run on.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<RunningContender> StartAsync(
        Contender contender, Func<AllocationProbe>? probe, RunnerOptions options, CancellationToken cancellationToken)
    {
        var running = new RunningContender(contender);
        try
        {
            foreach (var companion in contender.Companions)
                await running.StartAsync(companion.Command, companion.Readiness, companion.IsMeasured, companion.IsMeasured, probe, options, cancellationToken);
            await running.StartAsync(contender.Command, contender.Readiness, isMeasured: true, !contender.RunsBesideGenerator, probe, options, cancellationToken);
            if (contender.Prepare is { } prepare)
                await prepare(cancellationToken);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>The processor time of all measured processes so far.</summary>
    public TimeSpan ReadCpuTime() => _measured.Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessFigures.ReadCpuTime(process.Id));

    /// <summary>The figures of all measured processes, added up.</summary>
    public ProcessFigures ReadFigures() => _measured.Select(process => ProcessFigures.Read(process.Id)).Aggregate(ProcessFigures.Add);

    /// <summary>The bytes that all measured processes have allocated so far.</summary>
    public async Task<long> ReadAllocatedAsync(CancellationToken cancellationToken)
    {
        var sum = 0L;
        foreach (var probe in _probes)
            sum += await probe.ReadAsync(cancellationToken);
        return sum;
    }

    /// <summary>The end of what its processes said, for an error message.</summary>
    public string LastWords() => string.Join(' ', _processes.Select(process => process.LastWords()));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
            await process.DisposeAsync();
    }

    private async Task StartAsync(
        Command command,
        ReadinessProbe readiness,
        bool isMeasured,
        bool isOnServerCores,
        Func<AllocationProbe>? makeProbe,
        RunnerOptions options,
        CancellationToken cancellationToken)
    {
        var probe = isMeasured ? makeProbe?.Invoke() : null;
        var process = PinnedProcess.Start(
            probe is null ? command : command.WithEnvironment(probe.Environment), isOnServerCores ? options.ServerCores : options.GeneratorCores);
        _processes.Add(process);
        if (isMeasured)
            _measured.Add(process);
        if (probe is not null)
            _probes.Add(probe);
        await readiness.WaitAsync(process, StartPatience, cancellationToken);
    }
}
