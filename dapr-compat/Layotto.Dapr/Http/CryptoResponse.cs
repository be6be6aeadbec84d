using Layotto.Runtime.Crypto;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>
/// What is encrypted or decrypted as a response. The first of it is held back, so that an error can still be told as one; once it is more
/// than that, it is sent as it comes, and an error breaks the response off.
/// </summary>
/// <param name="context">The response.</param>
internal sealed class CryptoResponse(HttpContext context) : ICryptoSink
{
    /// <summary>
    /// How much is held back, in bytes: as much as a body has at most, where nobody sets another limit. So by default no client has to
    /// read while it still sends, which few can do over HTTP/1.1.
    /// </summary>
    private const int Window = (4 * 1024 * 1024) + (64 * 1024);

    private readonly List<byte[]> _held = [];
    private int _heldLength;
    private bool _hasStarted;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!_hasStarted)
        {
            _held.Add(data.ToArray());
            _heldLength += data.Length;
            if (_heldLength > Window)
                await StartAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await context.Response.Body.WriteAsync(data, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask CompleteAsync()
    {
        if (_hasStarted)
            return;
        context.Response.ContentLength = _heldLength;
        await StartAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _hasStarted = true;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/octet-stream";
        foreach (var part in _held)
            await context.Response.Body.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        _held.Clear();
    }
}
