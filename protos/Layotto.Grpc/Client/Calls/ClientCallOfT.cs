using Grpc.Core;
using Layotto.Grpc.Client.Framing;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Calls;

/// <summary>A call under way, with its messages.</summary>
internal sealed class ClientCall<TRequest, TResponse>(
    GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    : ClientCall(channel, method, host, options)
    where TRequest : class
    where TResponse : class
{
    private UnaryContent? _message;
    private StreamingContent? _messages;

    /// <summary>Whether messages may come from the server; false once the call has ended without.</summary>
    public Task<bool> HeadersExchanged { get; private set; } = Task.FromResult(false);

    /// <summary>The content that request messages are written to.</summary>
    public StreamingContent Messages => _messages!;

    /// <summary>Starts a call with one request message.</summary>
    public void Start(TRequest request, bool streamsResponses)
    {
        try
        {
            Begin();
            _message = new UnaryContent(Serialize(request, WriteOptions));
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        HeadersExchanged = ExchangeHeadersAsync(_message, streamsResponses);
    }

    /// <summary>Starts a call with a stream of request messages.</summary>
    public void StartStreaming(bool streamsResponses)
    {
        _messages = new StreamingContent();
        try
        {
            Begin();
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        HeadersExchanged = ExchangeHeadersAsync(_messages, streamsResponses);
    }

    /// <summary>Turns a message into bytes.</summary>
    /// <exception cref="RpcException">It is too large, or its serializer fails.</exception>
    public PooledBufferWriter Serialize(TRequest message, WriteOptions? writeOptions)
    {
        var compress = Compresses && ((writeOptions?.Flags ?? default) & WriteFlags.NoCompress) == 0;
        try
        {
            return MessageWriter.Write(message, method.RequestMarshaller.ContextualSerializer, ChannelOptions.MaxSendMessageSize, compress);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The request can't be serialized: {exception.Message}", exception));
        }
    }

    /// <summary>Waits for the only response message and the end of the call.</summary>
    public async Task<TResponse> ReadOnlyResponseAsync()
    {
        TResponse? response = null;
        try
        {
            if (await HeadersExchanged)
            {
                var reader = Reader!;
                if (await reader.ReadAsync(Ending))
                {
                    response = Deserialize(reader);
                    if (await reader.ReadAsync(Ending))
                    {
                        throw new RpcException(new Status(
                            StatusCode.Internal, "The server answered a call of one response with more than one."));
                    }
                }

                FinishWithTrailers(lacksMessage: response is null);
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        return Status.StatusCode == StatusCode.OK ? response! : throw CreateException();
    }

    /// <summary>Waits for the next response message.</summary>
    /// <returns>Null at the end of the stream.</returns>
    public async ValueTask<TResponse?> ReadNextResponseAsync()
    {
        try
        {
            if (await HeadersExchanged && !IsFinished)
            {
                var reader = Reader!;
                if (await reader.ReadAsync(Ending))
                    return Deserialize(reader);
                FinishWithTrailers();
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        return Status.StatusCode == StatusCode.OK ? null : throw CreateException();
    }

    protected override void OnAccepted()
    {
        Interlocked.Exchange(ref _message, null)?.Release();
        _messages?.Accept();
    }

    protected override void OnFinished(bool early)
    {
        Interlocked.Exchange(ref _message, null)?.Release();
        _messages?.End(early);
    }

    private TResponse Deserialize(MessageReader reader)
    {
        try
        {
            return method.ResponseMarshaller.ContextualDeserializer(reader);
        }
        catch (Exception exception)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The response can't be deserialized: {exception.Message}", exception));
        }
    }
}
