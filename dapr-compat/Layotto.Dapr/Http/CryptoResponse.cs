using System.Threading.Channels;
using Layotto.Runtime.Crypto;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Layotto.Dapr.Http;

/// <summary>
/// What is encrypted or decrypted as a response. The first of it is held back, so that an error can still be told as one; once it is more
/// than that, it is sent as it comes, and an error breaks the response off.
/// </summary>
/// <remarks>
/// A client that reads while it sends gets a stream, and no more than the window is in memory. Many a client doesn't read before it has
/// sent everything, and would wait for us as we wait for it. Where nothing has been sent for a while, the rest of its body is taken in
/// all the same: memory is bounded by the largest body then.
/// </remarks>
/// <param name="context">The response.</param>
internal sealed class CryptoResponse(HttpContext context) : ICryptoSink, IAsyncDisposable
{
    /// <summary>
    /// How much is held back, and later how much may wait to be sent, in bytes: as much as a body has at most, where nobody sets another
    /// limit. So by default an answer is whole or an error.
    /// </summary>
    private const int Window = (4 * 1024 * 1024) + (64 * 1024);

    /// <summary>A client that takes nothing for this long while it sends isn't waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Channel<byte[]> _parts = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SemaphoreSlim _sent = new(0);
    private readonly CancellationTokenSource _broken = new();
    private Task? _sending;
    private long _waiting;
    private bool _isWaitedFor = true;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        _parts.Writer.TryWrite(data.ToArray());
        if (Interlocked.Add(ref _waiting, data.Length) <= Window)
            return;
        _sending ??= SendAsync(whileReading: true);
        while (_isWaitedFor && Interlocked.Read(ref _waiting) > Window && !_sending.IsCompleted)
            _isWaitedFor = await _sent.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        if (_sending.IsCompleted)
            await _sending.ConfigureAwait(false);
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask CompleteAsync()
    {
        _parts.Writer.Complete();
        if (_sending is null)
        {
            context.Response.ContentLength = _waiting;
            _sending = SendAsync(whileReading: false);
        }

        await _sending.ConfigureAwait(false);
    }

    /// <summary>Breaks off what hasn't been sent.</summary>
    public async ValueTask DisposeAsync()
    {
        _parts.Writer.TryComplete();
        await _broken.CancelAsync().ConfigureAwait(false);
        if (_sending is not null)
            await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _broken.Dispose();
        _sent.Dispose();
    }

    private async Task SendAsync(bool whileReading)
    {
        // As long as the request is being read, the rate at which the client sends is watched and suffices.
        var rate = HttpProtocol.IsHttp11(context.Request.Protocol) ? context.Features.Get<IHttpMinResponseDataRateFeature>() : null;
        var lowest = rate?.MinDataRate;
        if (whileReading && rate is not null)
            rate.MinDataRate = null;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/octet-stream";
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _broken.Token);
        await foreach (var part in _parts.Reader.ReadAllAsync(cancellation.Token).ConfigureAwait(false))
        {
            if (rate is not null && _parts.Reader.Completion.IsCompleted)
                rate.MinDataRate = lowest;
            await context.Response.Body.WriteAsync(part, cancellation.Token).ConfigureAwait(false);
            Interlocked.Add(ref _waiting, -part.Length);
            _sent.Release();
        }
    }
}
