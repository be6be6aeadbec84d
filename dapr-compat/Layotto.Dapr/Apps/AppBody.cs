using System.Buffers;

namespace Layotto.Dapr.Apps;

/// <summary>The bodies of an app's answers.</summary>
internal static class AppBody
{
    private const int ReadSize = 4096;

    /// <summary>Reads a body to its end.</summary>
    /// <returns>The bytes; null when there are more than allowed.</returns>
    /// <exception cref="IOException">The app broke off.</exception>
    /// <exception cref="HttpRequestException">The app broke off.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage answer, long limit, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentLength is { } length && (length == 0 || length > limit))
            return length == 0 ? ReadOnlyMemory<byte>.Empty : null;
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        while (await stream.ReadAsync(buffer.GetMemory(ReadSize), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
                return null;
        }

        return buffer.WrittenMemory;
    }
}
