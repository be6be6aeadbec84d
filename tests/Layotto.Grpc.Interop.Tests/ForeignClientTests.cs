using System.Diagnostics;
using System.Globalization;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>Runs the cases of a client in another language, as a process each, against this project's server.</summary>
public abstract class ForeignClientTests(DotNetServer server)
{
    private static readonly TimeSpan CaseTimeout = TimeSpan.FromSeconds(120);

    internal abstract ProcessStartInfo Command(params string[] arguments);

    protected async Task RunAsync(string testCase)
    {
        var command = Command(
            string.Create(CultureInfo.InvariantCulture, $"--server_port={server.Port}"), $"--test_case={testCase}");
        using var process = Process.Start(command)!;
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(CaseTimeout, cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        var all = await output.WaitAsync(CaseTimeout, cancellationToken) + await errors.WaitAsync(CaseTimeout, cancellationToken);
        Assert.True(process.ExitCode == 0, $"{command.FileName} ended with {process.ExitCode}. Is it installed? tests/run does that.\n{all}");
        Assert.Contains($"passed {testCase}", all, StringComparison.Ordinal);
    }
}
