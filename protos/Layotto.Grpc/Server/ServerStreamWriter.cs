using System.IO.Pipelines;
using Grpc.Core;

namespace Layotto.Grpc.Server;

/// <summary>The responses of a call, one after the other.</summary>
internal sealed class ServerStreamWriter<T>(ServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    private bool _flushing;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        if (_flushing)
            throw new InvalidOperationException("The last WriteAsync is still under way; only one may be.");
        var flags = call.WriteOptions?.Flags ?? default;
        call.WriteMessage(marshaller, message, flags);
        if ((flags & WriteFlags.BufferHint) != 0)
            return Task.CompletedTask;
        var flushing = call.FlushAsync(cancellationToken);
        return flushing.IsCompletedSuccessfully ? Completed(flushing) : AwaitAsync(flushing);
    }

    // Every value task is to be asked for its result once, also when nobody needs it.
    private static Task Completed(ValueTask<FlushResult> flushing)
    {
        _ = flushing.Result;
        return Task.CompletedTask;
    }

    private async Task AwaitAsync(ValueTask<FlushResult> flushing)
    {
        _flushing = true;
        try
        {
            await flushing.ConfigureAwait(false);
        }
        finally
        {
            _flushing = false;
        }
    }
}
