using Grpc.Core;
using Layotto.Dapr.Invocation;
using Layotto.Http.Http2;

namespace Layotto.Dapr.Apps;

/// <summary>
/// The shortest way for gRPC calls that are passed on to an app that speaks HTTP/2 in plain text. What stands before other ways to the app
/// stands before this one.
/// </summary>
/// <param name="gate">Health, and the limit of calls at once.</param>
/// <param name="token">The app's token; null for none.</param>
/// <param name="pool">The connections.</param>
internal sealed class ProxiedApp(AppGate gate, string? token, Http2Pool pool) : IDisposable
{
    private readonly Action _leave = gate.Leave;

    /// <summary>Sends a call.</summary>
    /// <exception cref="RpcException">The app isn't healthy, too many calls wait for it, there is no connection, or it was lost.</exception>
    public ValueTask<ProxiedExchange> SendAsync(ProxiedCall call, CancellationToken cancellationToken)
    {
        if (!gate.IsHealthy)
            throw new RpcException(new Status(StatusCode.Internal, AppGate.Unhealthy));
        call.Token = token;
        return gate.IsLimited ? SendHeldAsync(call, cancellationToken) : Http2Exchange.SendAsync(pool, call, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private async ValueTask<ProxiedExchange> SendHeldAsync(ProxiedCall call, CancellationToken cancellationToken)
    {
        if (!await gate.TryEnterAsync(cancellationToken).ConfigureAwait(false))
            throw new RpcException(new Status(StatusCode.ResourceExhausted, AppGate.TooManyWaiting));
        try
        {
            var exchange = await Http2Exchange.SendAsync(pool, call, cancellationToken).ConfigureAwait(false);
            call.Hold(_leave);
            return exchange;
        }
        catch
        {
            gate.Leave();
            throw;
        }
    }
}
