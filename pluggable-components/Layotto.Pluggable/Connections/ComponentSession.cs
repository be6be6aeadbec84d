using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Pluggable.Discovery;

namespace Layotto.Pluggable.Connections;

/// <summary>One connection to a component's process, from its initialisation to the loss of either.</summary>
internal sealed class ComponentSession : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _lost = new();

    public ComponentSession(SocketFile file, GrpcChannelOptions options)
    {
        File = file.Identity;
        _channel = new GrpcChannel($"unix:{file.Path}", options with { SingleConnection = true, Transport = ChannelTransport.Direct });
        Invoker = _channel.CreateCallInvoker();
    }

    /// <summary>The file that it is connected to.</summary>
    public SocketIdentity File { get; }

    /// <summary>Starts calls over the connection.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>Fires when the connection is lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Connects.</summary>
    /// <exception cref="RpcException">Nobody listens.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        // One attempt, not as many as it takes: who calls decides on the next.
        await _channel.TryConnectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the loss of the connection, or for the time to pass.</summary>
    /// <returns>Whether it is lost.</returns>
    public async Task<bool> WaitForLossAsync(TimeSpan most, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(most, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await _channel.WaitForStateChangedAsync(ConnectivityState.Ready, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _channel.State != ConnectivityState.Ready;
    }

    /// <summary>Ends what still runs over the connection, and closes it.</summary>
    public async ValueTask AbandonAsync()
    {
        await _lost.CancelAsync().ConfigureAwait(false);
        _channel.Dispose();
    }

    /// <summary>Lets calls under way end, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _channel.ShutdownAsync().ConfigureAwait(false);
        await _lost.CancelAsync().ConfigureAwait(false);
    }
}
