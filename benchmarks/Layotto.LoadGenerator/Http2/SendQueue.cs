using Layotto.LoadGenerator.Connections;

namespace Layotto.LoadGenerator.Http2;

/// <summary>
/// Writes request bodies as far as the connection's window, the stream's window and the frame size allow (RFC 9113, 5.2);
/// what does not fit waits its turn until the server widens a window.
/// </summary>
internal sealed class SendQueue(OutputBuffer output, byte[] body)
{
    // RFC 9113, 6.9.1.
    private const long LargestWindow = int.MaxValue;

    private readonly List<Http2Stream> _waiting = [];
    private long _window = PeerSettings.DefaultWindow;

    public void Reset()
    {
        _waiting.Clear();
        _window = PeerSettings.DefaultWindow;
    }

    /// <summary>Starts to send the body on a stream whose headers are written.</summary>
    public void Send(Http2Stream stream, bool endStream, int maximumFrameSize)
    {
        stream.Unsent = body.Length;
        if (_waiting.Count == 0 && TryWrite(stream, endStream, maximumFrameSize))
            return;
        stream.IsQueued = true;
        _waiting.Add(stream);
    }

    /// <summary>Writes what the windows allow by now.</summary>
    public void Continue(bool endStream, int maximumFrameSize)
    {
        for (var index = 0; index < _waiting.Count && _window > 0;)
        {
            var stream = _waiting[index];
            if (!TryWrite(stream, endStream, maximumFrameSize))
            {
                index++;
                continue;
            }

            stream.IsQueued = false;
            _waiting.RemoveAt(index);
        }
    }

    public void Remove(Http2Stream stream)
    {
        if (!stream.IsQueued)
            return;
        stream.IsQueued = false;
        _waiting.Remove(stream);
    }

    /// <exception cref="ProtocolViolationException">The window would pass 2^31 - 1.</exception>
    public void Widen(int increment)
    {
        _window += increment;
        if (_window > LargestWindow)
            throw new ProtocolViolationException("The server widened the connection's window beyond 2^31 - 1.");
    }

    private bool TryWrite(Http2Stream stream, bool endStream, int maximumFrameSize)
    {
        while (stream.Unsent > 0)
        {
            var length = (int)Math.Min(Math.Min(stream.Unsent, maximumFrameSize), Math.Min(_window, stream.SendWindow));
            if (length <= 0)
                return false;
            var isLast = length == stream.Unsent;
            FrameWriter.WriteData(output, stream.Id, body.AsSpan(body.Length - stream.Unsent, length), endStream && isLast);
            stream.Unsent -= length;
            stream.SendWindow -= length;
            _window -= length;
        }

        return true;
    }
}
