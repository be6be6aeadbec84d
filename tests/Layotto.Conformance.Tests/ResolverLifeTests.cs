using Layotto.Components;
using Layotto.Conformance.Sockets;
using Layotto.Testing;
using Layotto.Testing.Processes;

namespace Layotto.Conformance.Tests;

/// <summary>A name resolver on plain grpcio that forgets everything when it is killed, and one that doesn't listen afterwards.</summary>
public sealed class ResolverLifeTests : IDisposable
{
    private const string Case = "a sidecar that has registered is found once a process that was killed is back";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_resolver_that_forgets_is_told_again()
    {
        var report = await RunAsync("", only: "");

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Suite}: {entry.Result.Case}: {entry.Result.Reason}"));
        Assert.Contains(report.Entries, entry => entry.Result.Case == Case && entry.Result.Outcome == ConformanceOutcome.Passed);
    }

    [Fact]
    public async Task A_resolver_that_takes_no_registration_afterwards_is_found_out()
    {
        var report = await RunAsync(_folder.File("mark"), Case);

        var entry = Assert.Single(report.Entries, entry => entry.Result.Case == Case);
        Assert.Equal(ConformanceOutcome.Failed, entry.Result.Outcome);
        Assert.Contains("no sidecar of the app", entry.Result.Reason, StringComparison.Ordinal);
    }

    private async Task<SocketConformanceReport> RunAsync(string mark, string only)
    {
        var script = Path.Combine(RepositoryRoot.Path, "tests", "end-to-end", "python", "resolver.py");
        return await SocketConformance.RunAsync(
            new SocketConformanceOptions
            {
                Kind = ComponentKind.NameResolution,
                Socket = _folder.File("resolver.sock"),
                Command = $"sh -c 'PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 {script} resolver {mark}'",
                Case = only,
            },
            null,
            TestContext.Current.CancellationToken).Soon();
    }
}
