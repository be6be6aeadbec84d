using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Processes;
using Layotto.Benchmarks.Results;
using Layotto.Benchmarks.Statistics;
using Layotto.Benchmarks.Tools;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>
/// Puts the same load on all contenders in turn, A B A B, round after round. All processes live through the whole scenario
/// on the same processor, so that a warmed-up one stays warm and waits idle while the others are measured.
/// </summary>
internal abstract class LoadScenario : Scenario
{
    private const string MemoryStep = "memory after the load";

    private int _probes;

    /// <summary>The request that every contender answers alike.</summary>
    protected abstract LoadRequest Request { get; }

    /// <summary>True puts the allocation probe into every contender.</summary>
    protected virtual bool CountsAllocations => false;

    /// <summary>The baseline first.</summary>
    protected abstract IEnumerable<Contender> Contenders(RunContext context, string workDirectory);

    /// <summary>Saturating steps before those that take a share of what they found.</summary>
    protected abstract IEnumerable<LoadStep> Steps(RunContext context);

    public sealed override async Task<ScenarioRecord> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        var record = new ScenarioRecord(Name, Title);
        var workDirectory = context.WorkDirectoryOf(Name);
        if (CountsAllocations && context.Options.Probe is null)
        {
            record.Note("Left out: --probe is not given.");
            return record;
        }

        var running = new List<RunningContender>();
        try
        {
            foreach (var contender in Contenders(context, workDirectory))
            {
                await context.Log.WriteLineAsync($"{Name}: starting {contender.Name}");
                record.AddContender(contender.Name);
                running.Add(await RunningContender.StartAsync(
                    contender, ProbeFor(context, workDirectory), context.Options, cancellationToken));
            }

            await MeasureAsync(context, workDirectory, running, record, cancellationToken);
        }
        finally
        {
            foreach (var contender in running)
                await contender.DisposeAsync();
        }

        return record;
    }

    private async Task MeasureAsync(
        RunContext context,
        string workDirectory,
        List<RunningContender> running,
        ScenarioRecord record,
        CancellationToken cancellationToken)
    {
        var steps = Steps(context).ToList();
        foreach (var contender in running)
            await WarmUpAsync(context, workDirectory, contender, steps[0], record, cancellationToken);

        foreach (var step in steps)
        {
            if (!step.Tool.IsAvailable)
            {
                record.Note($"Left out: '{step.Name}', as {step.Tool.Name} is not installed.");
                continue;
            }

            var shape = ShapeOf(step, context, record);
            if (shape is null)
                continue;
            for (var round = 1; round <= context.Options.Rounds; round++)
            {
                foreach (var contender in running)
                {
                    await context.Log.WriteLineAsync($"{Name}: {step.Name}, round {round}, {contender.Contender.Name}");
                    await MeasureRoundAsync(context, workDirectory, contender, step, shape, round, record, cancellationToken);
                }
            }
        }

        foreach (var contender in running)
            record.AddMemory(MemoryStep, contender.Contender.Name, 1, contender.ReadFigures());
    }

    private async Task WarmUpAsync(
        RunContext context,
        string workDirectory,
        RunningContender contender,
        LoadStep step,
        ScenarioRecord record,
        CancellationToken cancellationToken)
    {
        var steadiness = new Steadiness();
        var shape = new LoadShape(step.Connections, step.Streams, context.Options.WarmUpWindow);
        for (var spent = TimeSpan.Zero; spent < context.Options.WarmUpCap; spent += context.Options.WarmUpWindow)
        {
            var figures = await context.Generator.RunAsync(
                contender.Contender.Target, contender.Contender.Request ?? Request, shape, context.Options.GeneratorCores, workDirectory, cancellationToken);
            if (figures.Fault is { } fault)
                throw new BenchmarkException($"{Name}: {contender.Contender.Name} answers wrongly: {fault} {contender.LastWords()}");
            var rate = figures.Values[Metric.RequestsPerSecond];
            await context.Log.WriteLineAsync(FormattableString.Invariant($"{Name}: warming up {contender.Contender.Name}, {rate:F0} requests/s"));
            if (steadiness.Add(rate))
                return;
        }

        record.Note($"{contender.Contender.Name} was still changing its rate by more than 3% when its warm-up was ended.");
    }

    private async Task MeasureRoundAsync(
        RunContext context,
        string workDirectory,
        RunningContender contender,
        LoadStep step,
        LoadShape shape,
        int round,
        ScenarioRecord record,
        CancellationToken cancellationToken)
    {
        var name = contender.Contender.Name;
        var allocatedBefore = await contender.ReadAllocatedAsync(cancellationToken);
        var cpuBefore = contender.ReadCpuTime();
        var figures = await step.Tool.RunAsync(
            contender.Contender.Target, contender.Contender.Request ?? Request, shape, context.Options.GeneratorCores, workDirectory, cancellationToken);
        var cpu = contender.ReadCpuTime() - cpuBefore;
        var allocated = await contender.ReadAllocatedAsync(cancellationToken) - allocatedBefore;

        if (figures.Fault is { } fault)
        {
            record.Void(step.Name, name, round, fault);
            return;
        }

        foreach (var (metric, value) in figures.Values)
            record.Add(step.Name, name, round, metric, value);
        record.Add(step.Name, name, round, Metric.CpuPerRequest, cpu.TotalMicroseconds / figures.TotalResponses);
        if (contender.CountsAllocations)
            record.Add(step.Name, name, round, Metric.AllocatedPerRequest, (double)allocated / figures.TotalResponses);
        if (figures.Caution is { } caution)
            record.Caution(step.Name, name, round, caution);
    }

    private static LoadShape? ShapeOf(LoadStep step, RunContext context, ScenarioRecord record)
    {
        if (step.Rate is { } rate)
            return new LoadShape(step.Connections, step.Streams, context.Options.Duration, rate);
        if (step.CapacityShare is not { } share)
            return new LoadShape(step.Connections, step.Streams, context.Options.Duration);
        if (Capacity.OfSlowest(record) is { } capacity)
            return new LoadShape(step.Connections, step.Streams, context.Options.Duration, share * capacity);
        record.Note($"Left out: '{step.Name}', as a contender has no valid saturated round.");
        return null;
    }

    private Func<AllocationProbe>? ProbeFor(RunContext context, string workDirectory) =>
        CountsAllocations && context.Options.Probe is { } directory
            ? () => new AllocationProbe(Path.Combine(directory, "allocation-probe.dll"), Path.Combine(workDirectory, $"probe-{_probes++}.sock"))
            : null;
}
