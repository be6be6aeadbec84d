using System.Buffers;
using System.Security.Cryptography;

namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>Reads a stream some way ahead, as far as a header or a segment and a byte need it.</summary>
/// <param name="source">The stream.</param>
internal sealed class ReadAhead(ICryptoSource source) : IDisposable
{
    /// <summary>The most that can be read ahead.</summary>
    private const int Capacity = EncryptionScheme.SegmentSize + EncryptionScheme.TagSize + 1;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Capacity);
    private int _start;
    private int _end;
    private bool _hasEnded;

    /// <summary>What has been read and not been consumed.</summary>
    public ReadOnlyMemory<byte> Available => _buffer.AsMemory(_start.._end);

    /// <summary>Reads until a number of bytes is available, or the stream ends.</summary>
    /// <returns>How many are available.</returns>
    public async ValueTask<int> FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count && !_hasEnded)
        {
            if (_start + count > Capacity)
            {
                Available.CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            var read = await source.ReadAsync(_buffer.AsMemory(_end, Capacity - _end), cancellationToken).ConfigureAwait(false);
            _end += read;
            _hasEnded = read == 0;
        }

        return _end - _start;
    }

    /// <summary>Lets go of the first bytes.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
            (_start, _end) = (0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, Capacity));
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
