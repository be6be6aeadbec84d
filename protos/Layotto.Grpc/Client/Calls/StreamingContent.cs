using System.Net;
using Grpc.Core;

namespace Layotto.Grpc.Client.Calls;

/// <summary>
/// A request of any number of messages: lends the HTTP/2 stream to the call's writer until that is done. As long as no
/// message was written, the handler may give the stream up and send the request again on another one.
/// </summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly Lock _sync = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Stream> _lent = NewLoan();
    private Stream? _stream;
    private bool _takenBack;
    private bool _written;
    private bool _accepted;

    /// <summary>The stream to write to, once the request is under way.</summary>
    public Task<Stream> GetStreamAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
            return _lent.Task.IsCompletedSuccessfully ? _lent.Task : _lent.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A message was written; from now on the request can't be sent again.</summary>
    /// <returns>False if the stream is no longer the request's, so that the message must be written to the next one.</returns>
    public bool TryConfirmWrite(Stream stream)
    {
        lock (_sync)
            return _written |= _stream == stream;
    }

    /// <summary>A write failed.</summary>
    /// <returns>Whether it may be tried again, on the next stream; if there will be none, that is known from the call's end.</returns>
    public bool GiveUp(Stream stream)
    {
        lock (_sync)
        {
            TakeBack(stream);
            return !_written && !_accepted;
        }
    }

    /// <summary>The response has begun: there will be no other stream.</summary>
    public void Accept()
    {
        lock (_sync)
        {
            _accepted = true;
            if (_takenBack)
                Refuse();
        }
    }

    /// <summary>Ends the request.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>The call has ended, and with it the request.</summary>
    /// <param name="early">Whether to break the request off, so that the server does not take it for complete.</param>
    public void End(bool early)
    {
        if (early)
            _completed.TrySetCanceled();
        else
            _completed.TrySetResult();
        lock (_sync)
            _lent.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            // Sends the headers, which the handler would otherwise keep back for the first message.
            await stream.FlushAsync(cancellationToken);
            Lend(stream, cancellationToken);
            await using var takingBack = cancellationToken.UnsafeRegister(_ => GiveUp(stream), null);
            await _completed.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !_completed.Task.IsCanceled)
        {
            // The handler has given the stream up, and knows why. An exception from here would hide that, and keep it from
            // sending the request again; nothing is sent to the server after this.
        }
        finally
        {
            EndUnlent();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static TaskCompletionSource<Stream> NewLoan() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Lend(Stream stream, CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_written)
            {
                throw new RpcException(new Status(
                    StatusCode.Unavailable, "The server did not process the call, but messages were sent that can't be sent again."));
            }

            if (_stream is not null)
                _lent = NewLoan();
            _stream = stream;
            _takenBack = false;
            _lent.TrySetResult(stream);
        }
    }

    // The handler may give the stream up before it was lent: who waits for it then waits for the next one, if there will be one.
    private void EndUnlent()
    {
        lock (_sync)
        {
            if (_lent.Task.IsCompleted)
                return;
            _takenBack = true;
            if (_accepted)
                Refuse();
        }
    }

    // Needs the lock. A writer that waits is told; there need not be one.
    private void Refuse()
    {
        _lent.TrySetException(new IOException("The server takes no more messages of this call."));
        _ = _lent.Task.Exception;
    }

    // Needs the lock.
    private void TakeBack(Stream stream)
    {
        if (_written || _accepted || _stream != stream)
            return;
        _stream = null;
        _lent = NewLoan();
        _takenBack = true;
    }
}
