using Layotto.Components;
using Layotto.Conformance.Sockets;
using Layotto.Testing;
using Layotto.Testing.Processes;

namespace Layotto.Conformance.Tests;

/// <summary>The samples of a language, started and tested as their authors would: on the wire, by their suites, and by kill -9.</summary>
public abstract class SampleTests : IDisposable
{
    private static readonly string Samples = Path.Combine(RepositoryRoot.Path, "pluggable-components", "samples");

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs all cases.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="command">What starts the process, within the folder of the samples.</param>
    /// <param name="change">What is known of the component.</param>
    /// <returns>How they ended.</returns>
    protected async Task<SocketConformanceReport> ConformsAsync(ComponentKind kind, string command, Func<SocketConformanceOptions, TemporaryFolder, SocketConformanceOptions> change)
    {
        var options = change(
            new SocketConformanceOptions { Kind = kind, Socket = _folder.File("sample.sock"), Command = $"sh -c 'cd {Samples} && PYTHONDONTWRITEBYTECODE=1 exec {command}'" }, _folder);

        var report = await SocketConformance.RunAsync(options, null, TestContext.Current.CancellationToken).Soon();

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Suite}: {entry.Result.Case}: {entry.Result.Reason}"));
        Assert.True(report.Count(ConformanceOutcome.Passed) >= 30, $"Only {report.Count(ConformanceOutcome.Passed)} cases passed.");
        Assert.Contains(report.Entries, entry => entry.Suite == "end" && entry.Result.Case.Contains("killed", StringComparison.Ordinal) && entry.Result.Outcome == ConformanceOutcome.Passed);
        TestContext.Current.SendDiagnosticMessage(
            $"{command}: {report.Count(ConformanceOutcome.Passed)} passed, {report.Count(ConformanceOutcome.NotApplicable)} not applicable, {report.Duration.TotalSeconds:0.0} s");
        return report;
    }

    protected static HashSet<string> Words(params string[] words) => [.. words];
}
