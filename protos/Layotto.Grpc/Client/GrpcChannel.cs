using Grpc.Core;
using Layotto.Grpc.Client.Calls;
using Layotto.Grpc.Client.Connections;
using Layotto.Grpc.Client.Transport;

namespace Layotto.Grpc.Client;

/// <summary>
/// A gRPC channel over HTTP/2: in plain text with prior knowledge, over TLS, or over a Unix socket. It connects when the
/// first call is made, keeps its connections, and opens another one when the server's limit of streams is reached.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable, IAsyncDisposable
{
    private readonly RequestFactory? _requests;
    private readonly HttpMessageInvoker? _sender;
    private readonly CallInvoker _invoker;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;
    private int _shutDown;

    /// <summary>Makes a channel; nothing is connected yet.</summary>
    /// <param name="address">
    /// <c>http://host:port</c>, <c>https://host:port</c>, <c>host:port</c>, <c>dns:host:port</c>, <c>unix:path</c>,
    /// <c>unix:///path</c> or <c>unix-abstract:name</c>.
    /// </param>
    /// <param name="options">Options, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is none of these, or an option is out of its range.</exception>
    public GrpcChannel(string address, GrpcChannelOptions? options = null)
        : base(address)
    {
        Options = options ?? new GrpcChannelOptions();
        Options.Validate();
        var target = ChannelTarget.Parse(address);
        var tls = Options.Tls ?? (target.IsSecure ? new ClientTlsOptions() : null);
        Connections = new ConnectionManager(target, tls, Options);
        if (Options.Transport == ChannelTransport.Direct)
        {
            Transport = new DirectTransport(Connections, target, Options);
        }
        else
        {
            HttpMessageHandler handler = ChannelHandler.Create(Connections, Options);
            _requests = new RequestFactory(target, tls is not null, Options);
            _sender = new HttpMessageInvoker(Options.Handler?.Invoke(handler) ?? handler, disposeHandler: true);
            Transport = new HandlerTransport(Connections, _sender, _requests);
        }

        _invoker = new ChannelCallInvoker(this);
    }

    /// <summary>How the channel stands with its target.</summary>
    public ConnectivityState State => Connections.State;

    /// <summary>The channel's options.</summary>
    internal GrpcChannelOptions Options { get; }

    /// <summary>The channel's connections.</summary>
    internal ConnectionManager Connections { get; }

    /// <summary>Carries the channel's calls.</summary>
    internal CallTransport Transport { get; }

    /// <summary>Cancelled when the calls under way must end.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Connects if there is no connection, trying again until there is one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RpcException">The channel was shut down.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => ConnectAsync(waitForReady: true, cancellationToken);

    /// <summary>Connects if there is no connection, once.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RpcException">There is no connection, and it is too early for an attempt or the attempt failed.</exception>
    public Task TryConnectAsync(CancellationToken cancellationToken = default) => ConnectAsync(waitForReady: false, cancellationToken);

    private async Task ConnectAsync(bool waitForReady, CancellationToken cancellationToken)
    {
        try
        {
            await Connections.WaitUntilConnectedAsync(waitForReady, cancellationToken);
        }
        catch (ConnectFailedException exception)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, exception.Message));
        }
    }

    /// <summary>Waits until <see cref="State"/> is another than the one given.</summary>
    /// <param name="lastObservedState">The state that the caller knows of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) =>
        Connections.WaitForStateChangedAsync(lastObservedState, cancellationToken);

    /// <summary>
    /// Makes the request of a call whose frames the caller writes and reads itself, such as one that is only passed on. It has no headers
    /// but those of HTTP/2 and <c>te</c>. It takes a channel of .NET's HTTP client.
    /// </summary>
    /// <param name="path">The method, as <c>/service/method</c>.</param>
    /// <param name="content">Writes the frames; it must bear gRPC's content type.</param>
    /// <exception cref="RpcException">The path has characters that HTTP can't carry.</exception>
    /// <exception cref="InvalidOperationException">The channel has another transport.</exception>
    public HttpRequestMessage CreateRawRequest(string path, HttpContent content) => (_requests ?? throw NotRaw()).CreateRaw(path, content);

    /// <summary>Sends a request made by <see cref="CreateRawRequest"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The response once its headers are there; its body streams, and its trailers are there at the end of that.</returns>
    /// <exception cref="RpcException">There is no connection, or it was lost.</exception>
    /// <exception cref="InvalidOperationException">The channel has another transport.</exception>
    public async Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sender = _sender ?? throw NotRaw();
        try
        {
            if (Connections.State != ConnectivityState.Ready)
                await Connections.WaitUntilConnectedAsync(waitForReady: false, cancellationToken);
            return await sender.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException)
        {
            throw RawCall.ErrorOf(exception);
        }
    }

    /// <summary>Cancels the calls under way and closes the connections, at once.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _shutDown, 1);
        _closing.Cancel();
        Connections.Dispose();
        Transport.Dispose();
    }

    /// <summary>Does what <see cref="ChannelBase.ShutdownAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await ShutdownAsyncCore();

    /// <summary>Counts a call in, so that the channel waits for it; each success needs a <see cref="Leave"/>.</summary>
    /// <returns>False when the channel takes no more calls.</returns>
    internal bool TryEnter()
    {
        Interlocked.Increment(ref _calls);
        if (Volatile.Read(ref _shutDown) == 0)
            return true;
        Leave();
        return false;
    }

    /// <summary>Counts a call out.</summary>
    internal void Leave()
    {
        if (Interlocked.Decrement(ref _calls) == 0 && Volatile.Read(ref _shutDown) == 1)
            _drained.TrySetResult();
    }

    private static InvalidOperationException NotRaw() => new($"Raw requests need the transport {ChannelTransport.HttpClient}.");

    /// <summary>Takes no more calls, waits for those under way up to the drain time-out, and closes the connections.</summary>
    protected override async Task ShutdownAsyncCore()
    {
        // The own entry keeps the count above zero until the mark is set, so that the last call out can't be missed.
        Interlocked.Increment(ref _calls);
        Interlocked.Exchange(ref _shutDown, 1);
        Leave();
        try
        {
            await _drained.Task.WaitAsync(Options.DrainTimeout, Options.TimeProvider);
        }
        catch (TimeoutException)
        {
            // The calls that are left had their time; they are told by their status.
        }
        finally
        {
            Dispose();
        }
    }
}
