using System.Diagnostics;
using Layotto.Testing.Processes;

namespace Layotto.EndToEnd.Tests;

/// <summary>A sample of pluggable-components/samples in any of the languages, running as a process of its own.</summary>
internal sealed class SampleComponent : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Samples = Path.Combine(RepositoryRoot.Path, "pluggable-components", "samples");

    private readonly Process _process;

    private SampleComponent(Process process) => _process = process;

    /// <summary>Starts a sample, and waits until it serves.</summary>
    /// <param name="sample">Its file within the folder of its language, without the ending, such as <c>state_store</c>; the one in C# serves all kinds.</param>
    /// <param name="language">The language: python, javascript or csharp.</param>
    /// <param name="name">What its components are called within their kind.</param>
    /// <param name="folder">The sockets folder.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public static async Task<SampleComponent> StartAsync(string language, string sample, string name, string folder)
    {
        var command = Command(language, sample, name);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        ProcessTraces.Avoid(start.Environment);
        start.Environment["DAPR_COMPONENTS_SOCKETS_FOLDER"] = folder;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var component = new SampleComponent(Process.Start(start)!);
        using var patience = new CancellationTokenSource(Patience);
        var line = await component._process.StandardOutput.ReadLineAsync(patience.Token);
        if (line?.StartsWith("serving ", StringComparison.Ordinal) == true)
            return component;
        await component.DisposeAsync();
        throw new InvalidOperationException($"{language}/{sample} didn't get to serve; tests/run installs what it needs.");
    }

    /// <summary>The command that starts a sample, in words.</summary>
    public static string[] Command(string language, string sample, string name) => language switch
    {
        "python" => ["/usr/bin/python3", Path.Combine(Samples, language, $"{sample}.py"), name],
        "javascript" => ["node", Path.Combine(Samples, language, $"{sample}.mjs"), name],
        _ => [CSharpProgram(), name],
    };

    /// <summary>Tells it to end as a service manager does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(patience.Token);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            using var patience = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(patience.Token);
        }

        _process.Dispose();
    }

    private static string CSharpProgram()
    {
        // Tests run from artifacts/bin/PROJECT/CONFIGURATION.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;
        return Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "Layotto.Samples.Components", configuration, "Layotto.Samples.Components");
    }
}
