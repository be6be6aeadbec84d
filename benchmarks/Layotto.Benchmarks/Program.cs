using Layotto.Benchmarks;
using Layotto.Benchmarks.CommandLine;
using Layotto.Benchmarks.Scenarios;

var names = ScenarioList.All.Select(scenario => scenario.Name).ToList();
if (args.Length == 0 || args is ["--help" or "-h"])
{
    Console.WriteLine(Usage.Text + string.Join(", ", names));
    return args.Length == 0 ? 2 : 0;
}

var parser = new RunnerOptionsParser(names);
if (parser.Parse(args) is not { } options)
{
    foreach (var error in parser.Errors)
        await Console.Error.WriteLineAsync(error);
    return 2;
}

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancellation.Cancel();
};

try
{
    return await new BenchmarkRun(options, TimeProvider.System, Console.Out, Console.Error).RunAsync(cancellation.Token);
}
catch (BenchmarkException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped; nothing was written.");
    return 1;
}
