using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Layotto.Grpc.Client.Calls;
using Layotto.Grpc.Client.Protocol;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Transport;

/// <summary>One attempt to make a call over a stream of HTTP/2, and what is answered to it.</summary>
/// <param name="stream">The stream.</param>
/// <param name="content">The messages of the request.</param>
#pragma warning disable CA1001 // Without a timer the source holds nothing, and it may be asked to cancel at any time.
internal sealed class DirectExchange(Http2Stream stream, HttpContent content) : CallResponse
#pragma warning restore CA1001
{
    private CancellationTokenSource? _withdrawal;

    public override HttpStatusCode HttpStatus => (HttpStatusCode)stream.StatusCode;

    public override Stream Body => new DirectBody(stream);

    /// <summary>Sends the request, and waits for the head of the response.</summary>
    /// <exception cref="Http2Exception">The attempt failed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync()
    {
        if (content is UnaryContent message)
            _ = message.SendAsync(stream);
        else
            _ = StreamAsync((_withdrawal = new CancellationTokenSource()).Token);
        while (!stream.TryReadHead(out var news))
            await news;
    }

    /// <summary>Gives the attempt up, for another one.</summary>
    public void Withdraw()
    {
        Abandon();
        _withdrawal?.Cancel();
    }

    public override string? FindHeader(string name) => stream.FindHeader(name);

    public override Metadata ReadHeaders() => ResponseMetadata.FromHeaders(stream);

    public override (Status Status, Metadata Trailers) ReadEnd()
    {
        var message = stream.FindTrailer("grpc-message");
        var isCustom = stream.TrailerCount > (message is not null ? 2 : 1);
        return (ResponseHead.ReadStatus(stream.FindTrailer("grpc-status"), message, HttpStatus), isCustom ? ResponseMetadata.FromTrailers(stream) : Metadata.Empty);
    }

    public override void Complete() => stream.Release(keepsHead: true);

    public override void Abandon() => stream.Abandon(new OperationCanceledException("The call has ended."));

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using (var body = new DirectRequestStream(stream))
                await content.CopyToAsync(body, null, cancellationToken);
            if (!cancellationToken.IsCancellationRequested)
                await stream.SendAsync(ReadOnlySequence<byte>.Empty, isEnd: true);
        }
        catch (Exception exception)
        {
            // Whoever reads the response is told.
            stream.Abort(exception);
        }
    }
}
