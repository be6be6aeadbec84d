using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Layotto.Grpc.Interop.Tests;

/// <summary>A server in a process of its own, which says its port and then serves until it is killed.</summary>
public abstract class PeerServer : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    internal abstract ProcessStartInfo Command { get; }

    public async ValueTask InitializeAsync()
    {
        var command = Command;
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = command, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data, port);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data, port);
        _process.Exited += (_, _) => port.TrySetException(new InvalidOperationException($"{command.FileName} ended instead of serving. Is it installed? tests/run does that."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Port = await port.Task.WaitAsync(StartTimeout, TestContext.Current.CancellationToken);
        }
        catch (Exception exception)
        {
            await DisposeAsync();
            throw new InvalidOperationException($"The peer did not start: {exception.Message}\n{Output()}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(StartTimeout, CancellationToken.None);
        _process.Dispose();
        _process = null;
    }

    private void OnLine(string? line, TaskCompletionSource<int> port)
    {
        const string Sign = "listening on ";
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (line.StartsWith(Sign, StringComparison.Ordinal))
            port.TrySetResult(int.Parse(line.AsSpan(Sign.Length), CultureInfo.InvariantCulture));
    }

    private string Output()
    {
        lock (_output)
            return _output.ToString();
    }
}
