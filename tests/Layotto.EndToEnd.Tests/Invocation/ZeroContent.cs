using System.Net;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>A body of zeros whose length isn't announced.</summary>
internal sealed class ZeroContent(long bytes) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var block = new byte[64 * 1024];
        for (var left = bytes; left > 0; left -= block.Length)
            await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
