using System.Globalization;

namespace Layotto.Http;

/// <content>The response's body.</content>
public sealed partial class UpstreamConnection
{
    private const int LongestChunkLine = 4096;
    private const int MaxTrailers = 64;

    private List<KeyValuePair<string, string>>? _trailers;
    private ChunkState _chunkState;

    // Of the body, or of the present chunk.
    private long _responseBodyLeft;

    private enum ChunkState
    {
        Size,
        Data,
        DataEnd,
        Trailers,
    }

    /// <summary>The headers that came after the body; to be read once it has ended.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers => _trailers ?? (IReadOnlyList<KeyValuePair<string, string>>)[];

    /// <summary>Reads a piece of the body.</summary>
    /// <param name="destination">Takes the piece; not empty.</param>
    /// <param name="cancellationToken">Ends the reading, and with it the connection.</param>
    /// <returns>How many bytes were read; 0 at the end of the body.</returns>
    /// <exception cref="HttpProtocolException">The chunks aren't well-formed.</exception>
    /// <exception cref="EndOfStreamException">The connection ended before the body did.</exception>
    public ValueTask<int> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_isResponseComplete)
            return new ValueTask<int>(0);
        if (_framing == BodyFraming.Chunked)
            return ReadChunkedAsync(destination, cancellationToken);
        var buffered = TakeBuffered(destination.Span, _framing == BodyFraming.Length ? _responseBodyLeft : long.MaxValue);
        return buffered > 0 ? new ValueTask<int>(Counted(buffered)) : ReceiveBodyAsync(destination, cancellationToken);
    }

    /// <summary>Whether the next <see cref="ReadBodyAsync"/> gives something, or the end, without a wait.</summary>
    public bool HasMoreAtHand
    {
        get
        {
            if (_framing != BodyFraming.Chunked)
                return _isResponseComplete || _inputEnd > _inputStart || _socket.Available > 0;
            while (_chunkState != ChunkState.Data && !_isResponseComplete && TryTakeChunkLine(out _))
            {
                // On to the data; what has arrived of it can't be told from the number of bytes in the socket.
            }

            return _isResponseComplete || (_chunkState == ChunkState.Data && _inputEnd > _inputStart);
        }
    }

    /// <summary>Takes a piece of a body whose length is known out of the buffer, without waiting for more.</summary>
    /// <returns>How many bytes were there.</returns>
    public int ReadBuffered(Span<byte> destination) => Counted(TakeBuffered(destination, _responseBodyLeft));

    private int TakeBuffered(Span<byte> destination, long most)
    {
        var length = (int)Math.Min(Math.Min(_inputEnd - _inputStart, destination.Length), most);
        _input.AsSpan(_inputStart, length).CopyTo(destination);
        _inputStart += length;
        return length;
    }

    private int Counted(int read)
    {
        if (_framing == BodyFraming.Length)
        {
            _responseBodyLeft -= read;
            _isResponseComplete = _responseBodyLeft == 0;
        }

        return read;
    }

    private async ValueTask<int> ReceiveBodyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_framing == BodyFraming.Length && destination.Length > _responseBodyLeft)
            destination = destination[..(int)_responseBodyLeft];
        var received = await _socket.ReceiveAsync(destination, cancellationToken).ConfigureAwait(false);
        if (received > 0)
            return Counted(received);
        if (_framing == BodyFraming.Length)
            throw new EndOfStreamException($"The server closed the connection {_responseBodyLeft} bytes before the end of the response's body.");
        _isResponseComplete = true;
        return 0;
    }

    private async ValueTask<int> ReadChunkedAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_chunkState == ChunkState.Data)
            {
                var read = TakeBuffered(destination.Span, _responseBodyLeft);
                if (read == 0)
                {
                    var most = (int)Math.Min(destination.Length, _responseBodyLeft);
                    read = await _socket.ReceiveAsync(destination[..most], cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                        throw new EndOfStreamException("The server closed the connection in the middle of a chunk of the response's body.");
                }

                _responseBodyLeft -= read;
                if (_responseBodyLeft == 0)
                    _chunkState = ChunkState.DataEnd;
                return read;
            }

            if (TryTakeChunkLine(out var isEnd))
            {
                if (isEnd)
                    return 0;
            }
            else if (_inputEnd - _inputStart > LongestChunkLine)
            {
                throw new HttpProtocolException($"The response has a line between its chunks that is longer than {LongestChunkLine} bytes.");
            }
            else if (await ReceiveAsync(cancellationToken).ConfigureAwait(false) == 0)
            {
                throw new EndOfStreamException("The server closed the connection before the last chunk of the response's body.");
            }
        }
    }

    // Between chunks only a carriage return and a line feed end a line: others are a way to smuggle (CVE-2025-55315).
    private bool TryTakeChunkLine(out bool isEnd)
    {
        isEnd = false;
        var rest = _input.AsSpan(_inputStart, _inputEnd - _inputStart);
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            return false;
        if (end == 0 || rest[end - 1] != '\r' || rest[..(end - 1)].Contains((byte)'\r'))
            throw new HttpProtocolException("A line between the chunks of the response doesn't end with a carriage return and a line feed.");
        var line = rest[..(end - 1)];
        _inputStart += end + 1;
        switch (_chunkState)
        {
            case ChunkState.Size:
                ParseChunkSize(line);
                break;
            case ChunkState.DataEnd when line.IsEmpty:
                _chunkState = ChunkState.Size;
                break;
            case ChunkState.DataEnd:
                throw new HttpProtocolException("A chunk of the response is longer than its size.");
            default:
                isEnd = TakeTrailer(line);
                break;
        }

        return true;
    }

    private void ParseChunkSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var digits = HttpSyntax.Trim(extension < 0 ? line : line[..extension]);
        if (digits.IsEmpty || digits.Length > 15
            || !long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _responseBodyLeft))
        {
            throw new HttpProtocolException("The size of a chunk of the response is no hexadecimal number.");
        }

        _chunkState = _responseBodyLeft == 0 ? ChunkState.Trailers : ChunkState.Data;
    }

    private bool TakeTrailer(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            _isResponseComplete = true;
            return true;
        }

        var header = ParseHeader(line, 0);
        _trailers ??= [];
        if (_trailers.Count == MaxTrailers)
            throw new HttpProtocolException($"The response has more than {MaxTrailers} trailers.");
        _trailers.Add(KeyValuePair.Create(
            _text.Read(line.Slice(header.NameStart, header.NameLength)), _text.Read(line.Slice(header.ValueStart, header.ValueLength))));
        return false;
    }
}
