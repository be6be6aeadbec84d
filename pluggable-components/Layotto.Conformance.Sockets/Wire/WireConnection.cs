using Grpc.Core;
using Layotto.Grpc.Client;

namespace Layotto.Conformance.Sockets.Wire;

/// <summary>A connection of its own to the process, over which bytes are sent as they are.</summary>
internal sealed class WireConnection : IDisposable
{
    private const string InstanceKey = "x-component-instance";
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly string _instance;

    /// <summary>Makes the connection; it is opened by the first call.</summary>
    /// <param name="socket">The socket's path.</param>
    /// <param name="instance">The name of the component that the calls are for.</param>
    public WireConnection(string socket, string instance)
    {
        _channel = new GrpcChannel($"unix:{Path.GetFullPath(socket)}", new GrpcChannelOptions { SingleConnection = true, Transport = ChannelTransport.Direct, MaxReceiveMessageSize = null });
        _invoker = _channel.CreateCallInvoker();
        _instance = instance;
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<WireAnswer> CallAsync(string service, string method, byte[] request, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        var options = Options(cancellationToken);
        if (timeout is { } most)
            options = options.WithDeadline(DateTime.UtcNow + most);
        using var call = _invoker.AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, method, Bytes, Bytes), null, options, request);
        try
        {
            return new WireAnswer(StatusCode.OK, "", false, await call.ResponseAsync);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Answer(exception);
        }
    }

    /// <summary>Initialises the component that the calls are for.</summary>
    public Task<WireAnswer> InitAsync(WireService service, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
        => CallAsync(service.Name, "Init", service.Init(metadata), cancellationToken);

    /// <summary>Opens a stream both ways.</summary>
    public AsyncDuplexStreamingCall<byte[], byte[]> Open(string service, string method, CancellationToken cancellationToken)
        => _invoker.AsyncDuplexStreamingCall(new Method<byte[], byte[]>(MethodType.DuplexStreaming, service, method, Bytes, Bytes), null, Options(cancellationToken));

    /// <summary>Breaks it, whatever is under way.</summary>
    public void Dispose() => _channel.Dispose();

    private static WireAnswer Answer(RpcException exception)
    {
        var isLost = exception.Status.DebugException is IOException or HttpRequestException or System.Net.Sockets.SocketException or ObjectDisposedException;
        return new WireAnswer(exception.StatusCode, exception.Status.Detail, isLost, []);
    }

    private CallOptions Options(CancellationToken cancellationToken) => new(new Metadata { { InstanceKey, _instance } }, cancellationToken: cancellationToken);
}
