using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>The app <c>recorder.mjs</c>, a process of its own, which is killed and started again on the same port.</summary>
internal sealed class Recorder(int port, int errors, int hangs) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, int> _done = new(StringComparer.Ordinal);
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private int _got;
    private int _answers;

    /// <summary>How often each event was done.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    /// <summary>How many deliveries there were.</summary>
    public int Deliveries => Volatile.Read(ref _got);

    /// <summary>How many events were answered with 200, those that came twice counted twice.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Starts the process, and waits until it listens.</summary>
    public async Task StartAsync(int seed)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = NodeScript.Start("recorder.mjs", Text(port), Text(seed), Text(errors), Text(hangs));
        _reading = Task.Run(() => ReadAsync(_process.StandardOutput, listening));
        await listening.Task.WaitAsync(Patience);
    }

    /// <summary>Ends the process as <c>kill -9</c> does; what it printed counts.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _reading.WaitAsync(Patience);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task ReadAsync(StreamReader output, TaskCompletionSource listening)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line == "listening")
                listening.TrySetResult();
            else if (line.StartsWith("got ", StringComparison.Ordinal))
                Interlocked.Increment(ref _got);
            else if (line.StartsWith("done ", StringComparison.Ordinal))
            {
                _done.AddOrUpdate(line["done ".Length..], 1, (_, count) => count + 1);
                Interlocked.Increment(ref _answers);
            }
        }
    }
}
