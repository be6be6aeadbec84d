using System.Diagnostics;
using Layotto.Benchmarks.Contenders;
using Layotto.Benchmarks.Processes;
using Layotto.Benchmarks.Results;

namespace Layotto.Benchmarks.Scenarios;

/// <summary>Time from starting the process to its first healthy answer, and its memory at rest a few seconds later.</summary>
internal sealed class StartupScenario : Scenario
{
    private const string StartStep = "start to the first 204 of " + BareKestrel.HealthPath;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public override string Name => "startup";

    public override string Title => "Cold start and memory at rest: layotto with one component against bare Kestrel, both self-contained ReadyToRun";

    public override async Task<ScenarioRecord> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        var record = new ScenarioRecord(Name, Title);
        foreach (var contender in Contenders(context))
            record.AddContender(contender.Name);
        record.Note("Files are in the page cache from the second start on; the numbers are those of a restart, not of a fresh machine.");
        for (var round = 1; round <= context.Options.Starts; round++)
        {
            foreach (var contender in Contenders(context))
            {
                await context.Log.WriteLineAsync($"{Name}: start {round}, {contender.Name}");
                // Memory at rest hardly varies and costs seconds a start, so it is read in the first rounds only.
                var measuresMemory = round <= context.Options.Rounds;
                await StartOnceAsync(context, contender, round, measuresMemory, record, cancellationToken);
            }
        }

        return record;
    }

    private IEnumerable<Contender> Contenders(RunContext context)
    {
        var options = context.Options;
        yield return BareKestrel.Hello(context.Bare);
        if (options.Gateway is { } gateway)
            yield return Gateway.Idle(gateway, options.GatewayArguments, context.WorkDirectoryOf(Name));
        if (options.Control || options.Gateway is null)
            yield return BareKestrel.Hello(context.Bare, Control.Name);
    }

    private static async Task StartOnceAsync(
        RunContext context,
        Contender contender,
        int round,
        bool measuresMemory,
        ScenarioRecord record,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await using var process = PinnedProcess.Start(contender.Command, context.Options.ServerCores);
        await contender.Readiness.WaitAsync(process, Patience, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start);
        record.Add(StartStep, contender.Name, round, Metric.FirstAnswer, elapsed.TotalMilliseconds);
        record.Add(StartStep, contender.Name, round, Metric.CpuToFirstAnswer, ProcessFigures.ReadCpuTime(process.Id).TotalMilliseconds);
        if (!measuresMemory)
            return;
        await Task.Delay(context.Options.Idle, cancellationToken);
        record.AddMemory($"at rest {context.Options.Idle.TotalSeconds:F0} s after it", contender.Name, round, ProcessFigures.Read(process.Id));
    }
}
