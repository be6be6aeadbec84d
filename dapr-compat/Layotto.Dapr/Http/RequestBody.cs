using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>A request's whole body, in a pooled buffer that goes back when this is disposed.</summary>
internal readonly struct RequestBody : IDisposable
{
    private const int FirstBufferSize = 4096;

    private readonly byte[]? _buffer;

    private RequestBody(byte[]? buffer, int length)
    {
        _buffer = buffer;
        Memory = buffer is null ? default : buffer.AsMemory(0, length);
    }

    /// <summary>The body. It must not be kept beyond the disposal.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="RequestBodyException">It is larger than allowed, or ended early.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context, long limit)
    {
        var announced = context.Request.ContentLength;
        if (announced == 0)
            return default;
        if (announced > limit)
            throw RequestBodyException.TooLarge(limit);

        var buffer = ArrayPool<byte>.Shared.Rent(announced is { } known ? (int)known : FirstBufferSize);
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer, limit);
                var read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted).ConfigureAwait(false);
                if (read == 0)
                    return new RequestBody(buffer, length);
                length += read;
                if (length > limit)
                    throw RequestBodyException.TooLarge(limit);
                if (length == announced)
                    return new RequestBody(buffer, length);
            }
        }
        catch (Exception exception)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (exception is BadHttpRequestException or IOException)
                throw new RequestBodyException($"the body ended early: {exception.Message}", exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static byte[] Grow(byte[] full, long limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(full.Length * 2L, Math.Max(limit + 1, full.Length + 1)));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
