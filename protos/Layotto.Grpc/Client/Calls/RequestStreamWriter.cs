using Grpc.Core;
using Layotto.Grpc.Client.Protocol;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Calls;

/// <summary>The stream of requests of a call.</summary>
internal sealed class RequestStreamWriter<TRequest, TResponse>(ClientCall<TRequest, TResponse> call)
    : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _writing;
    private volatile bool _completed;

    public WriteOptions? WriteOptions { get; set; } = call.WriteOptions;

    /// <summary>The response of a call that has only one, which is awaited to learn why a write failed.</summary>
    public Task? Response { get; init; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_completed)
            throw new InvalidOperationException("Can't write the message because the request stream has been completed.");
        if (call.IsFinished)
            throw CreateEndedException();
        if (Interlocked.Exchange(ref _writing, 1) == 1)
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        try
        {
            using var registration = cancellationToken.CanBeCanceled
                ? cancellationToken.UnsafeRegister(static state => ((ClientCall)state!).End(CallEnd.ByCaller), call)
                : default;
            await WriteMessageAsync(message);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _writing) == 1)
            throw new InvalidOperationException("Can't complete the request stream because the previous write is in progress.");
        _completed = true;
        call.Messages.Complete();
        return Task.CompletedTask;
    }

    private async Task WriteMessageAsync(TRequest message)
    {
        PooledBufferWriter buffer;
        try
        {
            buffer = call.Serialize(message, WriteOptions);
        }
        catch (RpcException exception)
        {
            call.Fail(exception);
            throw;
        }

        try
        {
            while (!await TryWriteAsync(buffer.WrittenMemory))
            {
                // The request is sent again, on another stream, to which this message belongs then.
            }
        }
        catch (Exception exception)
        {
            throw await ExplainAsync(exception);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> framed)
    {
        var content = call.Messages;
        var stream = await content.GetStreamAsync(call.Ending);
        var isWritten = false;
        try
        {
            await stream.WriteAsync(framed, call.Ending);
            isWritten = true;
            if (((WriteOptions?.Flags ?? default) & WriteFlags.BufferHint) == 0)
                await stream.FlushAsync(call.Ending);
        }
        catch (Exception) when (isWritten && call.IsEndedByServer)
        {
            // The server was faster with its answer to this very message than the flush with its return.
            return true;
        }
        catch (Exception) when (!call.Ending.IsCancellationRequested && content.GiveUp(stream))
        {
            return false;
        }

        return content.TryConfirmWrite(stream);
    }

    // A write fails because the call has ended, or is about to; its status says more than the failed write does. With
    // streamed responses the status may lie behind messages that nobody has read, so the call is left to its reader.
    private async Task<Exception> ExplainAsync(Exception exception)
    {
        if (call.Ending.IsCancellationRequested)
            call.Fail(exception);
        else if (Response is not null)
            await Task.WhenAny(Response);
        else
            await call.HeadersExchanged;

        return call.IsFinished
            ? CreateEndedException()
            : new RpcException(StatusMapping.FromException(exception));
    }

    private Exception CreateEndedException() => call.Status.StatusCode == StatusCode.OK
        ? new InvalidOperationException("Can't write the message because the call has ended.")
        : call.CreateException();
}
