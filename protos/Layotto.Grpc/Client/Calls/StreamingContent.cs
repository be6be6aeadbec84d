using System.Net;
using System.Net.Http.Headers;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Calls;

/// <summary>A request of any number of messages: lends the HTTP/2 stream to the call's writer until that is done.</summary>
internal sealed class StreamingContent : HttpContent
{
    private static readonly MediaTypeHeaderValue GrpcContentType = new(ContentTypes.Grpc);

    private readonly Lock _sync = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _used;

    public StreamingContent() => Headers.ContentType = GrpcContentType;

    /// <summary>The stream to write to, once the request is under way. From now on the request can't be sent again.</summary>
    public Task<Stream> GetStreamAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            _used = _stream.Task.IsCompletedSuccessfully;
            return _used ? _stream.Task : WaitForStreamAsync(_stream.Task, cancellationToken);
        }
    }

    /// <summary>Ends the request.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>Breaks the request off, so that the server does not take it for complete.</summary>
    public void Abort() => _completed.TrySetCanceled();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Sends the headers, which the handler would otherwise keep back for the first message.
        await stream.FlushAsync(cancellationToken);
        Lend(stream);
        await _completed.Task.WaitAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private void Lend(Stream stream)
    {
        lock (_sync)
        {
            if (_used)
                throw new IOException("The server did not process the call, but messages were sent that can't be sent again.");
            if (_stream.Task.IsCompleted)
                _stream = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
            _stream.SetResult(stream);
        }
    }

    private async Task<Stream> WaitForStreamAsync(Task<Stream> stream, CancellationToken cancellationToken)
    {
        await stream.WaitAsync(cancellationToken);
        return await GetStreamAsync(cancellationToken);
    }
}
