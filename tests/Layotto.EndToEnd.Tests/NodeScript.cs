using System.Diagnostics;
using Layotto.Testing.Processes;

namespace Layotto.EndToEnd.Tests;

/// <summary>A script of tests/end-to-end/javascript, which uses the official Dapr SDK.</summary>
internal static class NodeScript
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "end-to-end", "javascript");

    /// <summary>Starts a script with its output redirected.</summary>
    /// <exception cref="InvalidOperationException">The SDK isn't installed.</exception>
    public static Process Start(string script, params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@dapr", "dapr")))
            throw new InvalidOperationException($"The Dapr SDK isn't installed in {Folder}; tests/run installs it.");
        return Process.Start(new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Runs a script to its end.</summary>
    /// <returns>The lines it printed.</returns>
    public static async Task<string[]> RunAsync(string script, TimeSpan patience, params string[] arguments)
    {
        using var process = Start(script, arguments);
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} {string.Join(' ', arguments)} didn't end within {patience}.");
        }
    }
}
