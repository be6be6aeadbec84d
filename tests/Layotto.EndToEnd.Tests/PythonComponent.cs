using System.Diagnostics;
using Layotto.Testing.Processes;

namespace Layotto.EndToEnd.Tests;

/// <summary>A sample of pluggable-components/samples/python, running as a process of its own on gRPC's official implementation.</summary>
internal sealed class PythonComponent : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Samples = Path.Combine(RepositoryRoot.Path, "pluggable-components", "samples", "python");

    private readonly Process _process;

    private PythonComponent(Process process) => _process = process;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a sample, and waits until it serves.</summary>
    /// <param name="script">Its file, such as <c>state_store.py</c>, or the full path of one that isn't a sample.</param>
    /// <param name="name">What its components are called within their kind.</param>
    /// <param name="folder">The sockets folder.</param>
    /// <param name="arguments">Further arguments of it.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<PythonComponent> StartAsync(string script, string name, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Samples, script), name, .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = folder, ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        var component = new PythonComponent(Process.Start(start)!);
        using var patience = new CancellationTokenSource(Patience);
        var line = await component._process.StandardOutput.ReadLineAsync(patience.Token);
        if (line?.StartsWith("serving ", StringComparison.Ordinal) == true)
            return component;
        await component.DisposeAsync();
        throw new InvalidOperationException($"{script} didn't get to serve; tests/run installs what it needs.");
    }

    /// <summary>Ends it as <c>kill -9</c> does; its socket file stays.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}
