using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Loop;
using Layotto.LoadGenerator.Results;

namespace Layotto.Benchmarks.Tests.Servers;

/// <summary>Runs the generator beside a server of the same process.</summary>
internal static class LoadRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<LoadResult> ExecuteAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var test = new LoadTest(options, TimeProvider.System);
        return await Task.Factory
            .StartNew(() => test.Run(cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(Patience, cancellationToken);
    }

    /// <summary>What went wrong, for the message of a failing assertion.</summary>
    public static string Faults(LoadResult result) =>
        string.Join("; ", result.Errors.Entries().Select(entry => $"{entry.Count} × {entry.Kind}: {entry.Sample}"));
}
