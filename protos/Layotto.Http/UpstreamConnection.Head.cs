using System.Buffers;
using System.Buffers.Text;

namespace Layotto.Http;

/// <content>The response's head.</content>
public sealed partial class UpstreamConnection
{
    private const int MaxHeaders = 512;

    private readonly List<ResponseHeader> _headers = [];
    private byte[] _input;
    private int _inputStart;
    private int _inputEnd;
    private int _headEnd;
    private BodyFraming _framing;
    private bool _keepsAlive;
    private bool _isResponseComplete;
    private long? _contentLength;

    /// <summary>The response's status.</summary>
    public int StatusCode { get; private set; }

    /// <summary>How many headers the response has.</summary>
    public int HeaderCount => _headers.Count;

    /// <summary>The length of the response's body as announced; null where it wasn't, or comes in chunks.</summary>
    public long? ContentLength => _contentLength;

    /// <summary>Whether the response has no body, whatever its headers say.</summary>
    public bool HasNoBody => _framing == BodyFraming.None;

    /// <summary>Whether all of the body has arrived and waits in the buffer.</summary>
    public bool IsBodyBuffered => _framing == BodyFraming.None || (_framing == BodyFraming.Length && _responseBodyLeft <= _inputEnd - _inputStart);

    /// <summary>The name of a header. Valid until the body is read.</summary>
    public string HeaderName(int index) => _text.Read(_input.AsSpan(_headers[index].NameStart, _headers[index].NameLength));

    /// <summary>The value of a header, read as Latin-1. Valid until the body is read.</summary>
    public string HeaderValue(int index) => _text.Read(_input.AsSpan(_headers[index].ValueStart, _headers[index].ValueLength));

    /// <summary>Reads the response's head; informational responses before it are passed over.</summary>
    /// <exception cref="HttpProtocolException">It isn't HTTP/1.1, could be read in two ways, or is larger than allowed.</exception>
    /// <exception cref="EndOfStreamException">The server closed the connection before it.</exception>
    public async ValueTask ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (!TryParseHead())
            {
                RequireHeadSize(_inputEnd - _inputStart);
                if (await ReceiveAsync(cancellationToken).ConfigureAwait(false) == 0)
                    throw new EndOfStreamException(HasReceived ? "The server closed the connection in the middle of the response's head." : "The server closed the connection without an answer.");
            }

            RequireHeadSize(_headEnd - _inputStart - 1);
            if (StatusCode >= 200)
                break;
            if (StatusCode == 101)
                throw new HttpProtocolException("The server switches protocols, which it was not asked to.");
            _inputStart = _headEnd;
        }

        DetermineFraming();
        _inputStart = _headEnd;
        _isResponseComplete = _framing == BodyFraming.None;
    }

    private void RequireHeadSize(int length)
    {
        if (length >= _pool.Options.MaxHeadSize)
            throw new HttpProtocolException($"The response's head is larger than {_pool.Options.MaxHeadSize} bytes.");
    }

    private void ResetResponse()
    {
        HasReceived = false;
        _isResponseComplete = false;
        _inputStart = 0;
        _inputEnd = 0;
        _trailers?.Clear();
        _chunkState = ChunkState.Size;
        _responseBodyLeft = 0;
        LongestRest = ToTimestamps(_pool.Options.IdleTimeout);
    }

    private async ValueTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_inputStart == _inputEnd)
            _inputStart = _inputEnd = 0;
        if (_inputEnd == _input.Length)
            MakeRoom();
        var received = await _socket.ReceiveAsync(_input.AsMemory(_inputEnd), cancellationToken).ConfigureAwait(false);
        _inputEnd += received;
        HasReceived |= received > 0;
        return received;
    }

    private void MakeRoom()
    {
        var length = _inputEnd - _inputStart;
        if (length <= _input.Length / 2)
        {
            _input.AsSpan(_inputStart, length).CopyTo(_input);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(_input.Length * 2);
            _input.AsSpan(_inputStart, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_input);
            _input = larger;
        }

        _inputStart = 0;
        _inputEnd = length;
    }

    // The whole head is parsed anew with every piece that arrives: nearly always it comes in one, and a slow one is bounded in size.
    private bool TryParseHead()
    {
        _headers.Clear();
        var position = _inputStart;
        if (!TryTakeLine(ref position, out var line))
            return false;
        ParseStatusLine(line);
        for (var lineStart = position; TryTakeLine(ref position, out line); lineStart = position)
        {
            if (line.IsEmpty)
            {
                _headEnd = position;
                return true;
            }

            if (_headers.Count == MaxHeaders)
                throw new HttpProtocolException($"The response has more than {MaxHeaders} headers.");
            _headers.Add(ParseHeader(line, lineStart));
        }

        return false;
    }

    // A line without its end. A lone line feed ends one as well (RFC 9112 §2.2).
    private bool TryTakeLine(ref int position, out ReadOnlySpan<byte> line)
    {
        var rest = _input.AsSpan(position, _inputEnd - position);
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            line = default;
            return false;
        }

        position += end + 1;
        line = end > 0 && rest[end - 1] == '\r' ? rest[..(end - 1)] : rest[..end];
        return true;
    }

    private void ParseStatusLine(ReadOnlySpan<byte> line)
    {
        // HTTP/1.1 200 and perhaps a reason.
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' '
            || !Utf8Parser.TryParse(line[9..12], out int status, out var digits) || digits != 3 || status < 100 || (line.Length > 12 && line[12] != ' '))
        {
            throw new HttpProtocolException("The server's answer doesn't begin with a status line of HTTP/1.1.");
        }

        StatusCode = status;
        _keepsAlive = line[7] == '1';
    }

    private static ResponseHeader ParseHeader(ReadOnlySpan<byte> line, int lineStart)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].IndexOfAnyExcept(HttpSyntax.TokenBytes) >= 0)
            throw new HttpProtocolException("The response has a header line whose name is no token: white space, a control character, or a folded line.");
        var untrimmed = line[(colon + 1)..];
        var value = HttpSyntax.Trim(untrimmed);
        if (value.IndexOfAny(HttpSyntax.NotInValues) >= 0)
            throw new HttpProtocolException("The response has a header value with a control character.");

        // Offsets, as the buffer may move.
        var valueOffset = colon + 1 + (untrimmed.Length - untrimmed.TrimStart(" \t"u8).Length);
        return new ResponseHeader(lineStart, colon, lineStart + valueOffset, value.Length);
    }

    private void DetermineFraming()
    {
        _contentLength = null;
        var isChunked = false;
        var hasTransferEncoding = false;
        foreach (var header in _headers)
        {
            var name = _input.AsSpan(header.NameStart, header.NameLength);
            var value = _input.AsSpan(header.ValueStart, header.ValueLength);
            if (HttpSyntax.Is(name, "content-length"u8))
            {
                ReadContentLength(value);
            }
            else if (HttpSyntax.Is(name, "transfer-encoding"u8))
            {
                if (hasTransferEncoding || !HttpSyntax.Is(value, "chunked"u8))
                    throw new HttpProtocolException("The response has a transfer encoding other than chunked.");
                hasTransferEncoding = isChunked = true;
            }
            else if (HttpSyntax.Is(name, "connection"u8))
            {
                _keepsAlive = !HttpSyntax.Lists(value, "close"u8) && (_keepsAlive || HttpSyntax.Lists(value, "keep-alive"u8));
            }
            else if (HttpSyntax.Is(name, "keep-alive"u8))
            {
                ReadKeepAlive(value);
            }
        }

        if (isChunked && _contentLength is not null)
            throw new HttpProtocolException("The response has both a content length and a transfer encoding, so its end could be read in two ways.");
        _framing = _isHeadRequest || StatusCode is 204 or 304 ? BodyFraming.None
            : isChunked ? BodyFraming.Chunked
            : _contentLength is { } length ? (length == 0 ? BodyFraming.None : BodyFraming.Length)
            : BodyFraming.UntilClose;
        _responseBodyLeft = _framing == BodyFraming.Length ? _contentLength!.Value : 0;
        if (_framing == BodyFraming.UntilClose)
            _keepsAlive = false;
    }

    private void ReadContentLength(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || !Utf8Parser.TryParse(value, out long length, out var read) || read != value.Length)
            throw new HttpProtocolException("The response's content length is no number.");
        if (_contentLength is { } other && other != length)
            throw new HttpProtocolException("The response has two different content lengths.");
        _contentLength = length;
    }

    // Keep-Alive: timeout=5, max=1000. A second is taken off, for the time that the response took.
    private void ReadKeepAlive(ReadOnlySpan<byte> value)
    {
        foreach (var range in value.Split((byte)','))
        {
            var parameter = HttpSyntax.Trim(value[range]);
            if (parameter.StartsWith("timeout="u8) && Utf8Parser.TryParse(parameter["timeout="u8.Length..], out int seconds, out _))
                LongestRest = Math.Min(LongestRest, ToTimestamps(TimeSpan.FromSeconds(Math.Max(0, seconds - 1))));
        }
    }
}
