using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Layotto.Conformance.Sockets.Processes;

/// <summary>A component's process that was started here, and can be killed.</summary>
internal sealed class StartedProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int KeptLines = 20;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly string _command;
    private readonly string _socket;
    private readonly Queue<string> _lines = new();
    private Process _process = null!;

    private StartedProcess(string command, string socket)
    {
        _command = command;
        _socket = socket;
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended, and the last that it had to say.</summary>
    public string Ending
    {
        get
        {
            lock (_lines)
                return string.Create(CultureInfo.InvariantCulture, $"with exit code {_process.ExitCode}{(_lines.Count > 0 ? $" ({_lines.Last()})" : "")}");
        }
    }

    /// <summary>Starts it, and waits until its socket takes connections.</summary>
    /// <exception cref="SocketConformanceException">It doesn't come to that, or somebody else has the socket.</exception>
    public static async Task<StartedProcess> StartAsync(string command, string socket, CancellationToken cancellationToken)
    {
        if (await TakesConnectionsAsync(socket, cancellationToken))
            throw new SocketConformanceException($"Another process serves {socket} already; end it, or test it without --command.");
        var started = new StartedProcess(command, Path.GetFullPath(socket));
        try
        {
            await started.StartAgainAsync(cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it once more after it has ended. The file of its socket may still be there: that is for it to cope with.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _process?.Dispose();
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec {_command}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Path.GetDirectoryName(_socket);
        _process = Process.Start(start) ?? throw new SocketConformanceException("/bin/sh did not start.");
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        while (!await TakesConnectionsAsync(_socket, cancellationToken))
        {
            if (_process.HasExited)
            {
                await ReadOutAsync(cancellationToken);
                throw new SocketConformanceException($"The command ended {Ending} before there was a socket {_socket}.");
            }

            if (patience.IsCancellationRequested)
                throw new SocketConformanceException($"The command has made no socket {_socket} within {StartPatience.TotalSeconds:0} s.");
            await Task.Delay(LookInterval, cancellationToken);
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does, whatever it is about, and starts it once more.</summary>
    public async Task KillAndStartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        await StartAgainAsync(cancellationToken);
    }

    /// <summary>Tells it to end (SIGTERM), and waits until it has.</summary>
    /// <exception cref="ConformanceException">It doesn't.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _ = NativeMethods.Kill(_process.Id, Terminate);
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(EndPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ConformanceException($"it should end within {EndPatience.TotalSeconds:0} s of SIGTERM; it goes on");
        }
    }

    /// <summary>Why cases that kill the process can't be run, or null.</summary>
    public static string? Obstacle(StartedProcess? process) => process is null ? "needs a command that starts the process" : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        try
        {
            if (!_process.HasExited)
                await StopAsync(CancellationToken.None);
        }
        catch (ConformanceException)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<bool> TakesConnectionsAsync(string socket, CancellationToken cancellationToken)
    {
        if (!File.Exists(socket))
            return false;
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        using var patience = new CancellationTokenSource(EndPatience);
        await _process.WaitForExitAsync(patience.Token);
    }

    // What it said last may still be on its way. A child of it that lives on keeps the output open, so that isn't waited for without end.
    private async Task ReadOutAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(OutputPatience);
        await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (string.IsNullOrWhiteSpace(line.Data))
            return;
        lock (_lines)
        {
            _lines.Enqueue(line.Data);
            while (_lines.Count > KeptLines)
                _lines.Dequeue();
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processId, int signal);
    }
}
