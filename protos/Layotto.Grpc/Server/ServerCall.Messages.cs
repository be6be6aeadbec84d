using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Layotto.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Server;

internal sealed partial class ServerCall
{
    private bool _wroteMessage;
    private bool _torn;

    /// <summary>The bytes of the messages read so far, as they came.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>The bytes of the messages written so far, as they are sent.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Reads the one message of a request that may have no other.</summary>
    public ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        var reader = http.Request.BodyReader;
        return TryReadNow(reader, out var result) && TryTakeSingle(reader, result, marshaller, out var message)
            ? new ValueTask<T>(message)
            : AwaitSingleAsync(reader, marshaller);
    }

    /// <summary>Reads the next message of a stream; null at its end.</summary>
    public ValueTask<T?> ReadNextAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T?>(cancellationToken);
        CheckRunning();
        var reader = http.Request.BodyReader;
        return TryReadNow(reader, out var result) && TryTakeNext(reader, result, marshaller, out var message)
            ? new ValueTask<T?>(message)
            : AwaitNextAsync(reader, marshaller, cancellationToken);
    }

    /// <summary>Writes the response of a call that has one.</summary>
    public void WriteSingle<T>(Marshaller<T> marshaller, T message)
        where T : class
    {
        // A response goes with success only; clients take none otherwise.
        if (Status.StatusCode != StatusCode.OK)
            return;
        if (message is null)
            throw new RpcException(ServerStatuses.NoResponse);
        lock (_lock)
        {
            if (!_ended)
                WriteUnderLock(marshaller, message, WriteOptions?.Flags ?? default);
        }
    }

    /// <summary>Writes a response of a stream, without flushing it.</summary>
    public void WriteMessage<T>(Marshaller<T> marshaller, T message, WriteFlags flags)
        where T : class
    {
        CheckRunning();
        lock (_lock)
        {
            if (_ended)
                throw new InvalidOperationException("The call has ended; nothing can be written to it.");
            WriteUnderLock(marshaller, message, flags);
        }
    }

    /// <summary>Sends what was written.</summary>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken) =>
        http.Response.BodyWriter.FlushAsync(cancellationToken);

    private void WriteUnderLock<T>(Marshaller<T> marshaller, T message, WriteFlags flags)
    {
        var compression = (flags & WriteFlags.NoCompress) == 0 ? _compression : null;
        try
        {
            SentBytes += MessageSerializer.Write(
                http.Response.BodyWriter, marshaller, message, settings.MaxSendMessageSize, compression, out _torn);
        }
        finally
        {
            _wroteMessage |= _torn;
        }

        _wroteMessage = true;
    }

    private async ValueTask<T> AwaitSingleAsync<T>(PipeReader reader, Marshaller<T> marshaller)
        where T : class
    {
        while (true)
        {
            var result = await ReadAsync(reader, CancellationToken.None).ConfigureAwait(false);
            if (TryTakeSingle(reader, result, marshaller, out var message))
                return message;
        }
    }

    private async ValueTask<T?> AwaitNextAsync<T>(PipeReader reader, Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            if (TryTakeNext(reader, result, marshaller, out var message))
                return message;
        }
    }

    private bool TryTakeSingle<T>(PipeReader reader, in ReadResult result, Marshaller<T> marshaller, out T message)
        where T : class
    {
        message = null!;
        var consumed = result.Buffer.End;
        try
        {
            CheckNotCancelled(result);
            var rest = result.Buffer;
            if (!MessageFrame.TryRead(ref rest, settings.MaxReceiveMessageSize, out var compressed, out var payload))
            {
                if (result.IsCompleted)
                    throw new RpcException(rest.IsEmpty ? FrameStatuses.NoMessage : FrameStatuses.Truncated);
                consumed = rest.Start;
                return false;
            }

            if (!rest.IsEmpty)
                throw new RpcException(FrameStatuses.MoreThanOneMessage);

            // Until the stream has ended another message may come, so the first is left where it is.
            if (!result.IsCompleted)
            {
                consumed = result.Buffer.Start;
                return false;
            }

            message = Deserialize(marshaller, payload, compressed);
            return true;
        }
        finally
        {
            reader.AdvanceTo(consumed, result.Buffer.End);
        }
    }

    private bool TryTakeNext<T>(PipeReader reader, in ReadResult result, Marshaller<T> marshaller, out T? message)
        where T : class
    {
        message = null;
        var consumed = result.Buffer.End;
        var examined = consumed;
        try
        {
            CheckNotCancelled(result);
            var rest = result.Buffer;
            if (MessageFrame.TryRead(ref rest, settings.MaxReceiveMessageSize, out var compressed, out var payload))
            {
                message = Deserialize(marshaller, payload, compressed);
                consumed = examined = rest.Start;
                return true;
            }

            consumed = rest.Start;
            if (!result.IsCompleted)
                return false;
            if (!rest.IsEmpty)
                throw new RpcException(FrameStatuses.Truncated);
            return true;
        }
        finally
        {
            reader.AdvanceTo(consumed, examined);
        }
    }

    private T Deserialize<T>(Marshaller<T> marshaller, in ReadOnlySequence<byte> payload, bool compressed)
    {
        if (compressed && !_requestIsGzip)
            throw new RpcException(FrameStatuses.CompressedWithoutEncoding);
        ReceivedBytes += payload.Length;
        return MessageDeserializer.Read(marshaller, payload, compressed, settings.MaxReceiveMessageSize);
    }

    // What goes wrong below the messages is the client, or the connection to it, being gone.
    private async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            _clientIsGone = true;
            throw new OperationCanceledException("The client has gone.", exception);
        }
    }

    private bool TryReadNow(PipeReader reader, out ReadResult result)
    {
        try
        {
            return reader.TryRead(out result);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            _clientIsGone = true;
            throw new OperationCanceledException("The client has gone.", exception);
        }
    }

    private void CheckNotCancelled(in ReadResult result)
    {
        if (result.IsCanceled)
            throw new OperationCanceledException("The call has ended.", CancellationToken);
    }

    private void CheckRunning()
    {
        if (_expired || http.RequestAborted.IsCancellationRequested)
            throw new OperationCanceledException("The call was cancelled.", CancellationToken);
    }
}
