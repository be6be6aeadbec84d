using Layotto.Runtime.Crypto;
using Layotto.Runtime.Errors;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>A request's body as a stream to encrypt or decrypt.</summary>
/// <param name="context">The request.</param>
/// <param name="limit">The most bytes that the body may have.</param>
internal sealed class CryptoRequest(HttpContext context, long limit) : ICryptoSource
{
    private long _length;

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await context.Request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _length += read;
            return _length <= limit && !(context.Request.ContentLength > limit) ? read : throw RequestBodyException.TooLarge(limit);
        }
        catch (Exception exception) when (exception is BadHttpRequestException or IOException or RequestBodyException)
        {
            throw new ApiException(CommonErrors.BodyRead, ErrorKind.InvalidArgument, $"failed to read request body: {exception.Message}", exception);
        }
    }
}
