using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Layotto.Gateway.Logging;
using Layotto.Grpc.Hosting;

namespace Layotto.Gateway.Launching;

/// <summary>An app that was started together with its sidecar.</summary>
internal sealed class AppProcess : IDisposable
{
    // A process that the app left behind may hold its output open for ever.
    private static readonly TimeSpan LongestTail = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Task _output;
    private readonly TimeProvider _timeProvider;

    private AppProcess(Process process, Task output, TimeProvider timeProvider)
    {
        _process = process;
        _output = output;
        _timeProvider = timeProvider;
    }

    /// <summary>Starts an app. It has the standard input of this process.</summary>
    /// <param name="path">The full path of its program.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="variables">Environment variables for it, beside those of this process.</param>
    /// <param name="output">Where the lines of its standard output go.</param>
    /// <param name="error">Where the lines of its standard error go.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public static AppProcess Start(
        string path,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> variables,
        ILineOutput output,
        ILineOutput error,
        TimeProvider timeProvider)
    {
        var start = new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // What this process has set for itself is none of the app's business.
        start.Environment.Remove(InlineCompletions.ThreadCountVariable);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new Win32Exception($"The program {path} did not start.");
        var pumps = Task.WhenAll(
            OutputPump.RunAsync(process.StandardOutput.BaseStream, output),
            OutputPump.RunAsync(process.StandardError.BaseStream, error));
        return new AppProcess(process, pumps, timeProvider);
    }

    /// <summary>Waits until the app has exited and its output has come through.</summary>
    /// <returns>Its exit code; 128 and the number of the signal when one ended it.</returns>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        await Task.WhenAny(_output, Task.Delay(LongestTail, _timeProvider));
        return _process.ExitCode;
    }

    /// <summary>Sends the app a signal; nothing when it has exited. Where there are no signals, the app is killed for all but SIGHUP.</summary>
    public void Send(PosixSignal signal)
    {
        if (_process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
        {
            if (signal != PosixSignal.SIGHUP)
                Kill();
            return;
        }

        // Should the app exit in this very moment, the signal goes nowhere: a number that has become free is the last to be used again.
        _ = NativeMethods.Kill(_process.Id, SignalNumber.Of(signal));
    }

    /// <summary>Kills the app and what it has started.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processId, int signal);
    }
}
