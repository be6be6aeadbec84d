using Layotto.Runtime.Crypto;

namespace Layotto.Runtime.Tests.Crypto;

/// <summary>A stream that gives what it has in chunks of a size.</summary>
internal sealed class Chunks(ReadOnlyMemory<byte> data, int size = int.MaxValue) : ICryptoSource
{
    private int _position;

    /// <summary>How much has been read.</summary>
    public int Position => _position;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Assert.NotEqual(0, buffer.Length);
        var count = Math.Min(Math.Min(buffer.Length, size), data.Length - _position);
        data.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
