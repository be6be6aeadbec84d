using System.ComponentModel;
using System.Diagnostics;
using Layotto.Gateway.Launching;
using Layotto.Runtime.Metadata;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>The process of a command that components name: it is started, started again when it ends, and stopped in the end.</summary>
internal sealed class ComponentProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestTail = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<string> _command;
    private readonly ProcessSurroundings _surroundings;
    private readonly RestartDelay _delay = new(Random.Shared);
    private readonly CancellationTokenSource _stopping = new();
    private volatile IReadOnlyList<string> _components;
    private volatile Process? _process;
    private volatile string? _lastExit;
    private volatile bool _isLeaving;
    private int _starts;
    private Task _running = Task.CompletedTask;

    /// <summary>Creates it; nothing runs yet.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="components">The components that name it, of which there is at least one.</param>
    /// <param name="surroundings">What all such processes have in common.</param>
    public ComponentProcess(IReadOnlyList<string> command, IReadOnlyList<string> components, ProcessSurroundings surroundings)
    {
        _command = command;
        _components = components;
        _surroundings = surroundings;
    }

    /// <summary>What is told of it.</summary>
    public ComponentProcessFacts Facts
        => new(_command[0], _components) { ProcessId = Id, Starts = Volatile.Read(ref _starts), LastExit = _lastExit };

    /// <summary>Its process id, which is that of its group too; null while it doesn't run.</summary>
    public int? Id
    {
        get
        {
            try
            {
                return _process is { HasExited: false } process ? process.Id : null;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether a process is this one, or was started by it.</summary>
    public bool Has(int process) => Id is { } leader && ProcessGroup.Has(leader, process);

    /// <summary>Says which components name the command now.</summary>
    public void Serve(IReadOnlyList<string> components)
    {
        _components = components;
        var wasLeaving = _isLeaving;
        _isLeaving = false;

        // One that ended while it was to leave has not been started again.
        if (wasLeaving && _running.IsCompleted)
            Start();
    }

    /// <summary>Another is to take its place: it runs on, but isn't started again.</summary>
    public void Leave() => _isLeaving = true;

    /// <summary>Starts it, and keeps it running from now on.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);

    /// <summary>Asks it to end, and ends it when it doesn't.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && !_isLeaving)
        {
            var start = _surroundings.TimeProvider.GetTimestamp();
            await RunOnceAsync(cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested || _isLeaving)
                return;
            var delay = _delay.Next(_surroundings.TimeProvider.GetElapsedTime(start));
            _surroundings.Logger.LogWarning(
                "The process of {Components} {Exit}; it is started again in {Delay:0.0}s", Names, _lastExit, delay.TotalSeconds);
            await Task.Delay(delay, _surroundings.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string Names => string.Join(", ", _components);

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (AppCommand.Find(_command[0], Environment.GetEnvironmentVariable("PATH"), out var path, out var reason) != CommandLine.ExitCode.Success)
        {
            _lastExit = $"can't be started: {reason}";
            return;
        }

        Process process;
        try
        {
            process = await _surroundings.Starter.DoAsync(() => _surroundings.StartProcess(path, _command, _components[0])).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            _lastExit = $"can't be started: {exception.Message}";
            return;
        }

        using (process)
        {
            _process = process;
            Interlocked.Increment(ref _starts);
            _surroundings.Metrics.ComponentProcessStarted(_components[0]);
            _surroundings.Logger.LogInformation("The process {Id} of {Components} has been started", process.Id, Names);
            var output = new LoggedOutput(_surroundings.Logger, _components[0]);
            var pumps = Task.WhenAll(
                OutputPump.RunAsync(process.StandardOutput.BaseStream, output), OutputPump.RunAsync(process.StandardError.BaseStream, output));
            await ExitAsync(process, cancellationToken).ConfigureAwait(false);

            // What it has left behind may hold its output open, and its sockets.
            ProcessGroup.Kill(process.Id);
            await pumps.WaitAsync(LongestTail, _surroundings.TimeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _lastExit = $"exited with code {process.ExitCode}";
            _process = null;
        }
    }

    private async Task ExitAsync(Process process, CancellationToken cancellationToken)
    {
        var exited = process.WaitForExitAsync(CancellationToken.None);
        await exited.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (exited.IsCompleted)
            return;
        ProcessGroup.Stop(process.Id);
        await exited.WaitAsync(_surroundings.StopPatience, _surroundings.TimeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!exited.IsCompleted)
        {
            _surroundings.Logger.LogWarning("The process of {Components} has not stopped in time and is killed", Names);
            ProcessGroup.Kill(process.Id);
            process.Kill(entireProcessTree: true);
        }

        await exited.ConfigureAwait(false);
    }
}
