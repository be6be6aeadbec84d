using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Layotto.Pluggable.Middleware;

/// <summary>The bodies of requests whose middleware wants to see them.</summary>
internal static class HttpBodies
{
    private const int FirstRead = 16 * 1024;

    /// <summary>Reads a body, and puts it back for whoever comes next.</summary>
    /// <returns>Null when it has more bytes than wanted.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most)
            return null;
        var buffer = new byte[Math.Min(most, context.Request.ContentLength ?? FirstRead) + 1];
        var length = 0;
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted).ConfigureAwait(false);
            if (read == 0)
                break;
            length += read;
            if (length > most)
                return null;
            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(most + 1L, buffer.Length * 2L));
        }

        if (length > 0)
            Put(context, buffer, length);
        return buffer.AsMemory(0, length);
    }

    /// <summary>Gives a request another body.</summary>
    public static void Replace(HttpContext context, ByteString body)
    {
        var bytes = body.ToByteArray();
        Put(context, bytes, bytes.Length);
    }

    private static void Put(HttpContext context, byte[] bytes, int length)
    {
        context.Request.Body = new MemoryStream(bytes, 0, length, writable: false);
        context.Request.Headers.Remove("Transfer-Encoding");
        context.Request.ContentLength = length;
    }
}
