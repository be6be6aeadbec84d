using System.Threading.Channels;
using Layotto.Gateway.Launching;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Tests.Support;

/// <summary>A sidecar that does as a test says.</summary>
internal sealed class FakeRunner : IGatewayRunner
{
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<int> _started = Channel.CreateUnbounded<int>();

    public GatewayOptions? Options { get; private set; }

    public int Runs { get; private set; }

    public bool WasStopped { get; private set; }

    public bool IgnoresStop { get; init; }

    public Exception? Failure { get; init; }

    public BoundPorts? Ports { get; init; } = new(41001, 41002, 41003, 41004);

    public Task StartedAsync() => _started.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within();

    public void End(int exitCode) => _end.SetResult(exitCode);

    public async Task<int> RunAsync(
        GatewayOptions options, GatewayEnvironment environment, ILoggerFactory loggers, Action<BoundPorts> ready, CancellationToken stop)
    {
        Options = options;
        Runs++;
        if (Failure is not null)
            throw Failure;
        if (Ports is not null)
            ready(Ports);
        _started.Writer.TryWrite(Runs);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(() => stopped.TrySetResult());
        var first = await Task.WhenAny(_end.Task, IgnoresStop ? _end.Task : stopped.Task);
        WasStopped = stop.IsCancellationRequested;
        return first == _end.Task ? await _end.Task : 0;
    }
}
