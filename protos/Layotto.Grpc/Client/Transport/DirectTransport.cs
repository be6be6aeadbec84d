using System.Runtime.CompilerServices;
using Layotto.Grpc.Client.Calls;
using Layotto.Grpc.Client.Connections;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Transport;

/// <summary>Carries calls by the HTTP/2 client of the data path.</summary>
internal sealed class DirectTransport : CallTransport
{
    // As many times as .NET's HTTP client.
    private const int MaxRestarts = 3;
    private const int DefaultStreamWindow = 256 * 1024;

    private readonly ConnectionManager _connections;
    private readonly Http2Pool _pool;
    private readonly GrpcChannelOptions _options;
    private readonly string _userAgent;

    /// <summary>Creates the transport; nothing is connected yet.</summary>
    /// <param name="connections">The channel's connections.</param>
    /// <param name="target">Where they lead.</param>
    /// <param name="options">The channel's options.</param>
    public DirectTransport(ConnectionManager connections, ChannelTarget target, GrpcChannelOptions options)
    {
        _connections = connections;
        _options = options;
        _userAgent = UserAgent.Of(options);
        _pool = new Http2Pool(connections.ConnectForPoolAsync, target.Description, target.Authority, new Http2Options
        {
            IsSecure = connections.IsSecure,
            ConnectTimeout = options.Reconnect.MinConnectTimeout,
            InitialBackoff = TimeSpan.Zero, // The connections have one.
            IdleTimeout = options.SingleConnection ? Timeout.InfiniteTimeSpan : options.IdleTimeout,
            MaxConnections = options.SingleConnection ? 1 : int.MaxValue,
            StreamWindow = options.StreamWindowSize ?? DefaultStreamWindow,
            RunContinuationsAsynchronously = true, // Whoever made the call may do as he likes when it ends.
            TimeProvider = options.TimeProvider,
        });
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<CallResponse> SendAsync(ClientCall call, HttpContent content)
    {
        var head = new DirectHead(call, call.Host ?? _options.Authority, _userAgent);
        for (var restarts = 0; ; restarts++)
        {
            var exchange = await BeginAsync(call, head, content);
            try
            {
                await exchange.SendAsync();
                return exchange;
            }
            catch (Http2Exception exception) when (exception.Kind == Http2Failure.Refused && restarts < MaxRestarts && !call.Ending.IsCancellationRequested)
            {
                // The server has done nothing with it.
                exchange.Withdraw();
            }
        }
    }

    public override void Dispose() => _pool.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<DirectExchange> BeginAsync(ClientCall call, DirectHead head, HttpContent content)
    {
        while (true)
        {
            await _connections.WaitUntilConnectedAsync(call.IsWaitForReady, call.Ending);
            var heard = _connections.Heard;
            try
            {
                var exchange = new DirectExchange(await _pool.OpenAsync(head, call.Ending), content);
                if (call.TryAttach(exchange))
                    return exchange;
                exchange.Abandon();
                throw new OperationCanceledException(call.Ending);
            }
            catch (UpstreamUnavailableException) when (call.IsWaitForReady && !call.Ending.IsCancellationRequested && _connections.Heard == heard)
            {
                // Nothing was sent, and the connections know when to try again.
            }
        }
    }
}
