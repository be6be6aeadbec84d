using Grpc.Core;
using Layotto.Grpc.Client.Framing;
using Layotto.Grpc.Client.Protocol;
using Layotto.Grpc.Client.Transport;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Calls;

/// <summary>A call under way, whatever its shape: its request, its response up to the headers, and its end.</summary>
internal abstract class ClientCall : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CallOptions _options;
    private readonly CallCancellation _cancellation;
    private readonly Lock _sync = new();
    private TaskCompletionSource<Metadata>? _headersWaiter;
    private Task<Metadata>? _headers;
    private CallResponse? _attempt;
    private CallResponse? _response;
    private Status _status;
    private Metadata _trailers = Metadata.Empty;
    private bool _entered;
    private bool _finished;

    protected ClientCall(GrpcChannel channel, IMethod method, string? host, CallOptions options)
    {
        _channel = channel;
        Method = method;
        Host = host;
        _options = options;
        _cancellation = new CallCancellation(this, channel.Options.TimeProvider);
        Compresses = ChooseCompression(channel.Options.Compression, options.Headers);
    }

    /// <summary>The method that is called.</summary>
    public IMethod Method { get; }

    /// <summary>What the server is called; null for what the channel calls it.</summary>
    public string? Host { get; }

    /// <summary>The metadata of the request; null for none.</summary>
    public Metadata? Headers => _options.Headers;

    /// <summary>Whether the call outlasts that there is no connection.</summary>
    public bool IsWaitForReady => _options.IsWaitForReady;

    /// <summary>What is left until the deadline; null where there is none.</summary>
    public TimeSpan? Timeout => _cancellation.HasDeadline ? _cancellation.Remaining : null;

    /// <summary>Cancelled when the call ends early.</summary>
    public CancellationToken Ending => _cancellation.Token;

    /// <summary>Whether the call has ended; <see cref="Status"/> and <see cref="Trailers"/> are valid from then on.</summary>
    public bool IsFinished => Volatile.Read(ref _finished);

    /// <summary>Whether the call has ended, and neither its caller nor a deadline ended it.</summary>
    public bool IsEndedByServer => IsFinished && (_cancellation.Reason is null || _cancellation.Reason == CallEnd.Finished);

    /// <summary>How the call ended.</summary>
    public Status Status => IsFinished
        ? _status
        : throw new InvalidOperationException("The call has not ended, so it has no status.");

    /// <summary>The trailers of the ended call.</summary>
    public Metadata Trailers => IsFinished
        ? _trailers
        : throw new InvalidOperationException("The call has not ended, so it has no trailers.");

    /// <summary>The response headers, once they are there.</summary>
    public Task<Metadata> ResponseHeadersAsync
    {
        get
        {
            lock (_sync)
            {
                if (_headers is null)
                {
                    if (_response is not null)
                        return _headers = ReadHeaders(_response);
                    if (_finished)
                        return _headers = Task.FromException<Metadata>(CreateException());
                    _headersWaiter = new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
                    _headers = _headersWaiter.Task;
                }

                return _headers;
            }
        }
    }

    /// <summary>The channel's options.</summary>
    protected GrpcChannelOptions ChannelOptions => _channel.Options;

    /// <summary>Options of the first message.</summary>
    public WriteOptions? WriteOptions => _options.WriteOptions;

    /// <summary>Whether the call's messages are compressed unless one opts out.</summary>
    public bool Compresses { get; }

    /// <summary>Reads the response's messages; there is one when the headers said that messages may follow.</summary>
    protected MessageReader? Reader { get; private set; }

    /// <summary>Ends the call.</summary>
    public void End(CallEnd reason) => _cancellation.End(reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsFinished)
            Finish(CallEnd.ByDisposal.Status, Metadata.Empty, CallEnd.ByDisposal);
    }

    /// <summary>The exception of the ended call.</summary>
    public RpcException CreateException() => new(Status, Trailers);

    /// <summary>Ends the call because of an exception, unless it has ended before.</summary>
    public void Fail(Exception exception)
    {
        Status status;
        if (_cancellation.Reason is { } reason)
        {
            status = reason.Status;
        }
        else
        {
            status = exception is OperationCanceledException ? CallEnd.ByCaller.Status : StatusMapping.FromException(exception);
            // The server's clock may run ahead of this one: its reset is then the first sign of the deadline.
            if (status.StatusCode == StatusCode.Cancelled && Timeout <= TimeSpan.Zero)
                status = CallEnd.ByDeadline.Status;
        }

        Finish(status, Metadata.Empty, CallEnd.Finished);
    }

    /// <summary>Notes an attempt to make the call, so that it ends with the call.</summary>
    /// <returns>False when the call has ended.</returns>
    public bool TryAttach(CallResponse attempt)
    {
        lock (_sync)
        {
            _attempt = attempt;
            return !_finished;
        }
    }

    /// <summary>The client has ended the call.</summary>
    public void OnEnded(CallEnd reason) => Finish(reason.Status, Metadata.Empty, reason);

    /// <summary>Starts the clock.</summary>
    /// <exception cref="RpcException">The channel was shut down, or the deadline has passed.</exception>
    protected void Begin()
    {
        _entered = _channel.TryEnter();
        if (!_entered)
            throw new RpcException(new Status(StatusCode.Unavailable, "The channel was shut down."));
        _cancellation.Arm(in _options, _channel.Closing);
        if (_cancellation.Reason is { } reason)
        {
            // It may have ended before all of its watches were set.
            _cancellation.Disarm();
            throw new RpcException(reason.Status);
        }
    }

    /// <summary>Sends the request, as far as it is there, and waits for the response's headers.</summary>
    /// <returns>Whether messages may follow. If not, the call has ended.</returns>
    protected async Task<bool> ExchangeHeadersAsync(HttpContent content, bool streamsResponses)
    {
        try
        {
            return Accept(await _channel.Transport.SendAsync(this, content), streamsResponses);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }
    }

    /// <summary>Ends the call with the trailers of the response that has been read to its end.</summary>
    /// <param name="lacksMessage">Whether the response should have had a message and had none.</param>
    protected void FinishWithTrailers(bool lacksMessage = false)
    {
        var (status, trailers) = _response!.ReadEnd();
        Finish(lacksMessage ? RequireMessage(status) : status, trailers, null);
    }

    /// <summary>Ends the call, unless it has ended before.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="trailers">The trailers.</param>
    /// <param name="end">Why the client stops the stream, or null when the server has ended it.</param>
    protected void Finish(Status status, Metadata trailers, CallEnd? end)
    {
        TaskCompletionSource<Metadata>? waiter;
        CallResponse? response;
        CallResponse? attempt;
        lock (_sync)
        {
            if (_finished)
                return;
            _status = status;
            _trailers = trailers;
            Volatile.Write(ref _finished, true);
            response = _response;
            attempt = response ?? _attempt;
            waiter = response is null ? _headersWaiter : null;
        }

        _cancellation.Disarm();
        if (end is not null)
            _cancellation.End(end);
        OnFinished(end is not null);
        if (end is null)
            response?.Complete();
        else
            attempt?.Abandon();
        if (waiter is not null)
        {
            waiter.SetException(CreateException());
            _ = waiter.Task.Exception; // Whoever awaits it is told; nobody has to.
        }

        if (_entered)
            _channel.Leave();
    }

    /// <summary>The response has begun, so the request will not be sent again.</summary>
    protected abstract void OnAccepted();

    /// <summary>The call has ended: lets go of the request.</summary>
    /// <param name="early">Whether it ended before the server said so, which must not look like the end of the request.</param>
    protected abstract void OnFinished(bool early);

    private static Status RequireMessage(Status status) => status.StatusCode == StatusCode.OK
        ? new Status(StatusCode.Internal, "The server answered OK to a call of one response, but sent none.")
        : status;

    private static bool ChooseCompression(MessageCompression channel, Metadata? headers)
    {
        if (headers is { Count: > 0 } && headers.Get(RequestMetadata.CompressionKey) is { IsBinary: false } wish)
            return wish.Value == MessageEncodings.Gzip;
        return channel == MessageCompression.Gzip;
    }

    private static Task<Metadata> ReadHeaders(CallResponse response)
    {
        try
        {
            // Those of a trailers-only response are trailers.
            return Task.FromResult(response.IsTrailersOnly ? Metadata.Empty : response.ReadHeaders());
        }
        catch (RpcException exception)
        {
            return Task.FromException<Metadata>(exception);
        }
    }

    private bool Accept(CallResponse response, bool streamsResponses)
    {
        OnAccepted();
        var end = response.EndOfHead();
        TaskCompletionSource<Metadata>? waiter;
        lock (_sync)
        {
            if (_finished)
            {
                response.Abandon();
                return false;
            }

            _response = response;
            waiter = _headersWaiter;
        }

        if (end is { } status)
        {
            CompleteHeaders(waiter, response);
            Finish(streamsResponses ? status : RequireMessage(status), response.ReadHeaders(), CallEnd.Finished);
            return false;
        }

        Reader = new MessageReader(
            response.Body, response.FindHeader("grpc-encoding"), _channel.Options.MaxReceiveMessageSize, waitsForLong: streamsResponses);
        CompleteHeaders(waiter, response);
        return true;
    }

    private static void CompleteHeaders(TaskCompletionSource<Metadata>? waiter, CallResponse response)
    {
        if (waiter is null)
            return;
        waiter.SetFromTask(ReadHeaders(response));
    }
}
