using System.Buffers;
using System.Globalization;
using System.Text;

namespace Layotto.Http;

/// <content>The request.</content>
public sealed partial class UpstreamConnection
{
    private byte[] _output;
    private int _outputLength;
    private bool _isChunked;
    private long _bodyLeft;
    private bool _isRequestComplete;
    private bool _isHeadRequest;

    /// <summary>Begins a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The request target: path and query, percent-encoded, without white space.</param>
    /// <exception cref="ArgumentException">The method or the target has a character that would end it.</exception>
    public void BeginRequest(string method, string target)
    {
        _uses++;
        _outputLength = 0;
        _isChunked = false;
        _bodyLeft = 0;
        _isRequestComplete = false;
        _isHeadRequest = method == "HEAD";
        ResetResponse();
        Append(RequireToken(method));
        Append(" "u8);
        Append(RequireTarget(target));
        Append(" HTTP/1.1\r\n"u8);
    }

    /// <summary>Adds a header. Headers that say how the body is sent are added by <see cref="EndHead"/> alone.</summary>
    /// <exception cref="ArgumentException">The name isn't a token, or the value has a line break or NUL.</exception>
    public void AddHeader(string name, string value)
    {
        Append(RequireToken(name));
        Append(": "u8);
        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            throw new ArgumentException($"The value of the header {name} has a line break or NUL.", nameof(value));
        AppendText(value);
        Append("\r\n"u8);
    }

    /// <summary>Ends the request's head.</summary>
    /// <param name="contentLength">The body's length; null for a body whose length isn't known, which is sent in chunks; 0 for none.</param>
    /// <param name="hasBody">Whether a body of length 0 is announced as such.</param>
    public void EndHead(long? contentLength, bool hasBody)
    {
        if (contentLength is not { } length)
        {
            _isChunked = true;
            Append("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (length > 0 || hasBody)
        {
            Append("Content-Length: "u8);
            AppendNumber(length, "D");
            Append("\r\n"u8);
            _bodyLeft = length;
        }

        Append("\r\n"u8);
        _isRequestComplete = contentLength == 0;
    }

    /// <summary>Adds a piece of the body to what is sent next. Pieces are small: those beyond 16 KiB go to <see cref="SendBodyAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">There is more of the body than its head announced.</exception>
    public void AppendBody(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        if (_isChunked)
        {
            AppendNumber(piece.Length, "X");
            Append("\r\n"u8);
            Append(piece);
            Append("\r\n"u8);
            return;
        }

        Count(piece.Length);
        Append(piece);
    }

    /// <summary>Sends a piece of the body, and whatever waits to be sent before it.</summary>
    public async ValueTask SendBodyAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (piece.IsEmpty)
            return;
        if (piece.Length <= BufferSize / 2)
        {
            AppendBody(piece.Span);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_isChunked)
        {
            AppendNumber(piece.Length, "X");
            Append("\r\n"u8);
        }
        else
        {
            Count(piece.Length);
        }

        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(piece, cancellationToken).ConfigureAwait(false);
        if (_isChunked)
            Append("\r\n"u8);
    }

    /// <summary>Ends the body. What is left of it to send goes with the next <see cref="FlushAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">There was less of it than its head announced.</exception>
    public void CompleteRequest()
    {
        if (_bodyLeft > 0)
            throw new InvalidOperationException($"The body ended {_bodyLeft} bytes before its announced length.");
        if (_isChunked)
            Append("0\r\n\r\n"u8);
        _isRequestComplete = true;
    }

    /// <summary>Sends what has been added.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_outputLength == 0)
            return ValueTask.CompletedTask;
        var sending = _output.AsMemory(0, _outputLength);
        _outputLength = 0;
        return SendAsync(sending, cancellationToken);
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var sending = _socket.SendAsync(bytes, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
            return SendRestAsync(sending, bytes, cancellationToken);
        var sent = sending.Result;
        return sent == bytes.Length ? ValueTask.CompletedTask : SendRestAsync(new ValueTask<int>(sent), bytes, cancellationToken);
    }

    private async ValueTask SendRestAsync(ValueTask<int> first, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        bytes = bytes[await first.ConfigureAwait(false)..];
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
    }

    private void Count(int length)
    {
        if (length > _bodyLeft)
            throw new InvalidOperationException("The body is longer than its announced length.");
        _bodyLeft -= length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_output.AsSpan(_outputLength));
        _outputLength += bytes.Length;
    }

    private void Append(string ascii)
    {
        Reserve(ascii.Length);
        _outputLength += Encoding.ASCII.GetBytes(ascii, _output.AsSpan(_outputLength));
    }

    private void AppendText(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _outputLength += Encoding.UTF8.GetBytes(text, _output.AsSpan(_outputLength));
    }

    private void AppendNumber(long number, string format)
    {
        Reserve(20);
        if (!number.TryFormat(_output.AsSpan(_outputLength), out var written, format, CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A number has more than 20 digits.");
        _outputLength += written;
    }

    private void Reserve(int length)
    {
        if (_output.Length - _outputLength >= length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_output.Length * 2, _outputLength + length));
        _output.AsSpan(0, _outputLength).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_output);
        _output = larger;
    }

    private static string RequireToken(string text)
        => text.Length > 0 && text.AsSpan().IndexOfAnyExcept(HttpSyntax.TokenCharacters) < 0
            ? text
            : throw new ArgumentException($"\"{text}\" is no token, which a method and a header's name must be (RFC 9110 §5.6.2).", nameof(text));

    private static string RequireTarget(string target)
        => target.Length > 0 && target.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            ? target
            : throw new ArgumentException("The request target is empty, or has a character that must be percent-encoded.", nameof(target));
}
