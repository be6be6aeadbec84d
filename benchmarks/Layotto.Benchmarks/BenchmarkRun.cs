using System.Globalization;
using Layotto.Benchmarks.CommandLine;
using Layotto.Benchmarks.Machine;
using Layotto.Benchmarks.Results;
using Layotto.Benchmarks.Scenarios;

namespace Layotto.Benchmarks;

/// <summary>One start of the runner: checks the machine, runs the scenarios, prints and writes what they found.</summary>
internal sealed class BenchmarkRun(RunnerOptions options, TimeProvider timeProvider, TextWriter output, TextWriter log)
{
    private const int Done = 0;
    private const int HasVoidedRounds = 1;
    private const int MachineBusy = 3;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        if (!await CheckMachineAsync(warnings, cancellationToken))
            return MachineBusy;

        var date = timeProvider.GetUtcNow();
        var loadBefore = LoadAverage.Read();
        var workDirectory = Directory.CreateTempSubdirectory("layotto-benchmarks-");
        var records = new List<ScenarioRecord>();
        try
        {
            var context = new RunContext(options, workDirectory.FullName, log);
            foreach (var scenario in ScenarioList.All)
            {
                if (options.Scenarios.Count > 0 && !options.Scenarios.Contains(scenario.Name))
                    continue;
                var record = await scenario.RunAsync(context, cancellationToken);
                records.Add(record);
                await output.WriteAsync(RunReport.ToText(record));
            }
        }
        finally
        {
            workDirectory.Delete(recursive: true);
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{date:yyyyMMdd-HHmmss}-{options.Commit}");
        await WriteAsync(
            new RunRecord(id, date, options.Commit, MachineDescription.Read(), loadBefore, warnings, records), cancellationToken);
        return records.Exists(record => record.Voided.Count > 0) ? HasVoidedRounds : Done;
    }

    private async Task<bool> CheckMachineAsync(List<string> warnings, CancellationToken cancellationToken)
    {
        if (options.Quick)
            warnings.Add("A quick run: it shows that everything works. Its numbers mean nothing.");
        if (Environment.ProcessorCount < 2)
            warnings.Add("One processor only: generator and server share it, so nothing here is capacity.");
        if (options.Force)
        {
            if (LoadAverage.Read() > LoadAverage.Highest)
                warnings.Add(FormattableString.Invariant($"The machine was busy (load average {LoadAverage.Read():F2}); the numbers hold other work too."));
            return true;
        }

        if (await LoadAverage.WaitForQuietAsync(options.QuietPatience, timeProvider, log, cancellationToken))
            return true;
        await log.WriteLineAsync(FormattableString.Invariant(
            $"The load average stays above {LoadAverage.Highest}: other work would be in the numbers. --force measures all the same."));
        return false;
    }

    private async Task WriteAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(options.Results!);
        var file = Path.Combine(directory.FullName, run.Id);
        await File.WriteAllBytesAsync(file + ".json", RunJson.Write(run), cancellationToken);
        await File.WriteAllTextAsync(file + ".md", RunReport.ToMarkdown(run), cancellationToken);
        foreach (var warning in run.Warnings)
            await output.WriteLineAsync(warning);
        await output.WriteLineAsync($"Written: {file}.md and {file}.json");
    }
}
