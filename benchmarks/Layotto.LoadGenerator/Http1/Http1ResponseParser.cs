using System.Buffers.Text;
using System.Text;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Connections;

namespace Layotto.LoadGenerator.Http1;

/// <summary>
/// Reads one HTTP/1.1 response after the other from chunks cut anywhere (RFC 9112): status line, the four headers that
/// matter for framing, a body by length, by chunks or up to the end of the connection.
/// </summary>
internal sealed class Http1ResponseParser
{
    private const int MaximumLineLength = 16 * 1024;

    private State _state;
    private long _remaining;
    private bool _isChunked;
    private bool _hasLength;
    private bool _isHead;
    private BodyTally _body;

    private enum State
    {
        StatusLine,
        Headers,
        FixedBody,
        BodyToEnd,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers,
        Complete,
    }

    public int Status { get; private set; }

    /// <summary>False if the connection ends with this response.</summary>
    public bool KeepAlive { get; private set; }

    public bool IsComplete => _state == State.Complete;

    public ref readonly BodyTally Body => ref _body;

    /// <summary>Gets ready for the next response.</summary>
    /// <param name="tally">Receives the body.</param>
    /// <param name="isHead">True if the request was a HEAD, whose response has no body whatever its headers say.</param>
    public void Reset(BodyTally tally, bool isHead)
    {
        _state = State.StatusLine;
        _body = tally;
        _isHead = isHead;
        Status = 0;
    }

    /// <summary>Reads on until the response is complete or the input cannot be used without more behind it.</summary>
    /// <returns>How many bytes are done with.</returns>
    /// <exception cref="ProtocolViolationException">The bytes are no HTTP/1.1 response.</exception>
    public int Read(ReadOnlySpan<byte> input)
    {
        var total = input.Length;
        while (_state != State.Complete)
        {
            var before = input.Length;
            if (_state is State.FixedBody or State.ChunkData or State.BodyToEnd)
                input = input[ReadBody(input)..];
            else if (TakeLine(ref input, out var line))
                ReadLine(line);
            if (input.Length == before)
                break;
        }

        return total - input.Length;
    }

    /// <summary>The connection has ended.</summary>
    /// <returns>True if that completed the response, which then had neither a length nor chunks.</returns>
    public bool EndOfInput()
    {
        if (_state != State.BodyToEnd)
            return false;
        _state = State.Complete;
        KeepAlive = false;
        return true;
    }

    private static bool TakeLine(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> line)
    {
        var end = input.IndexOf((byte)'\n');
        if (end < 0)
        {
            line = default;
            return input.Length > MaximumLineLength
                ? throw new ProtocolViolationException($"A line of the response is longer than {MaximumLineLength} bytes.")
                : false;
        }

        line = input[..end];
        if (line.Length > 0 && line[^1] == '\r')
            line = line[..^1];
        input = input[(end + 1)..];
        return true;
    }

    private int ReadBody(ReadOnlySpan<byte> input)
    {
        var taken = _state == State.BodyToEnd ? input.Length : (int)Math.Min(_remaining, input.Length);
        _body.Add(input[..taken]);
        if (_state == State.BodyToEnd)
            return taken;
        _remaining -= taken;
        if (_remaining == 0)
            _state = _state == State.FixedBody ? State.Complete : State.ChunkEnd;
        return taken;
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        switch (_state)
        {
            case State.StatusLine:
                ReadStatusLine(line);
                break;
            case State.Headers when line.IsEmpty:
                EndHeaders();
                break;
            case State.Headers:
                ReadHeader(line);
                break;
            case State.ChunkSize:
                ReadChunkSize(line);
                break;
            case State.ChunkEnd:
                if (!line.IsEmpty)
                    throw new ProtocolViolationException("A chunk is longer than its size says.");
                _state = State.ChunkSize;
                break;
            case State.Trailers when line.IsEmpty:
                _state = State.Complete;
                break;
        }
    }

    private void ReadStatusLine(ReadOnlySpan<byte> line)
    {
        // "HTTP/1.1 200 OK"; the reason phrase may be missing.
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[8] != ' '
            || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) || digits != 3)
        {
            throw new ProtocolViolationException("The response does not begin with an HTTP/1.x status line.");
        }

        Status = status;
        KeepAlive = line[7] == '1';
        _isChunked = false;
        _hasLength = false;
        _remaining = 0;
        _state = State.Headers;
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            throw new ProtocolViolationException("A header line of the response has no name.");
        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        // The lengths tell nearly all headers apart before any letter is compared.
        switch (name.Length)
        {
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                if (!Utf8Parser.TryParse(value, out _remaining, out var digits) || digits != value.Length || _remaining < 0)
                    throw new ProtocolViolationException("The content-length of the response is no number.");
                _hasLength = true;
                break;
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                _isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
                break;
            case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                if (Ascii.EqualsIgnoreCase(value, "close"u8))
                    KeepAlive = false;
                else if (Ascii.EqualsIgnoreCase(value, "keep-alive"u8))
                    KeepAlive = true;
                break;
        }
    }

    private void EndHeaders()
    {
        if (Status is >= 100 and < 200)
            _state = State.StatusLine;
        else if (_isHead || Status is 204 or 304)
            _state = State.Complete;
        else if (_isChunked)
            _state = State.ChunkSize;
        else if (_hasLength)
            _state = _remaining == 0 ? State.Complete : State.FixedBody;
        else
            _state = State.BodyToEnd;
    }

    private void ReadChunkSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var size = (extension < 0 ? line : line[..extension]).Trim(" \t"u8);
        if (!Utf8Parser.TryParse(size, out _remaining, out var digits, 'x') || digits != size.Length || _remaining < 0)
            throw new ProtocolViolationException("A chunk size of the response is no hexadecimal number.");
        _state = _remaining == 0 ? State.Trailers : State.ChunkData;
    }
}
