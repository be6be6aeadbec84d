using System.Net;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// The body of a request that is pumped from another connection. It can be stopped, and has to be before that connection's request ends:
/// a client may let go of a body that it no longer needs without a word to it, and what it reads from would by then be another request's.
/// </summary>
internal abstract class PumpContent : HttpContent
{
    private const int Waiting = 0, Pumping = 1, Stopped = 2;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>Stops the pump, and waits until it has stopped.</summary>
    public async ValueTask StopAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Stopped, Waiting) != Pumping || _ended.Task.IsCompleted)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Writes the body.</summary>
    protected abstract Task PumpAsync(Stream stream, CancellationToken cancellationToken);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected sealed override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // A client sends a request again whose connection was closed before it was looked at; what was pumped already is gone.
        if (Interlocked.CompareExchange(ref _state, Pumping, Waiting) != Waiting)
            throw new IOException("The body of the request has been sent, and can't be sent again.");
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            await PumpAsync(stream, ending.Token).ConfigureAwait(false);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ended.Task.IsCompleted)
            _stop.Dispose();
        base.Dispose(disposing);
    }
}
