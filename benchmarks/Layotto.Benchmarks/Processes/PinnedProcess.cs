using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Layotto.Benchmarks.Processes;

/// <summary>
/// A process bound to some processors through taskset, which replaces itself by the program, so the process id is the
/// program's own. What it prints is kept up to a bound, for the error message if it fails.
/// </summary>
internal sealed class PinnedProcess : IAsyncDisposable
{
    private const int KeptCharacters = 64 * 1024;
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Command _command;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private PinnedProcess(Process process, Command command)
    {
        _process = process;
        _command = command;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="command">What to start.</param>
    /// <param name="cores">As taskset wants them, such as "1" or "0,1".</param>
    public static PinnedProcess Start(Command command, string cores)
    {
        var start = new ProcessStartInfo("taskset")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["-c", cores, command.File, .. command.Arguments])
            start.ArgumentList.Add(argument);
        // A choice of the collector or the compiler in the runner's own environment must not reach one contender only.
        foreach (var name in start.Environment.Keys.Where(IsRuntimeSwitch).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in command.Environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        var pinned = new PinnedProcess(process, command);
        process.OutputDataReceived += (_, line) => Keep(pinned._output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(pinned._errors, line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new BenchmarkException($"taskset, of the package util-linux, could not be started: {exception.Message}");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return pinned;
    }

    /// <summary>Waits for the end and returns what was printed to standard output.</summary>
    /// <exception cref="BenchmarkException">It ended with another exit code than the accepted ones, or not in time.</exception>
    public async Task<string> CompleteAsync(TimeSpan patience, CancellationToken cancellationToken, params int[] acceptedExitCodes)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new BenchmarkException($"'{_command}' did not end within {patience.TotalSeconds:F0} s. {LastWords()}");
        }

        return acceptedExitCodes.Contains(_process.ExitCode)
            ? Text(_output)
            : throw new BenchmarkException($"'{_command}' ended with exit code {_process.ExitCode}. {LastWords()}");
    }

    /// <summary>The end of what the process said, for an error message.</summary>
    public string LastWords()
    {
        var said = (Text(_errors) + Text(_output)).Trim();
        return said.Length switch
        {
            0 => "It said nothing.",
            > 2000 => "It said at the end: " + said[^2000..],
            _ => "It said: " + said,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(KillPatience);
        }

        _process.Dispose();
    }

    private static bool IsRuntimeSwitch(string name) =>
        (name.StartsWith("DOTNET_", StringComparison.Ordinal) && name != "DOTNET_ROOT")
        || name.StartsWith("COMPlus_", StringComparison.Ordinal)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal);

    private static void Keep(StringBuilder kept, string? line)
    {
        if (line is null)
            return;
        lock (kept)
        {
            kept.AppendLine(line);
            if (kept.Length > KeptCharacters)
                kept.Remove(0, kept.Length - KeptCharacters);
        }
    }

    private static string Text(StringBuilder kept)
    {
        lock (kept)
            return kept.ToString();
    }
}
