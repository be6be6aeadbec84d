using System.Buffers;
using System.Net.Sockets;

namespace Layotto.Http;

/// <summary>
/// A connection to a server, in use for one request and its response at a time. Writing and reading are independent of each other:
/// one thread at a time may do each.
/// </summary>
public sealed partial class UpstreamConnection
{
    private const int BufferSize = 16 * 1024;

    private readonly UpstreamPool _pool;
    private readonly Socket _socket;
    private readonly HeaderText _text = new();
    private int _uses;
    private int _closed;

    internal UpstreamConnection(UpstreamPool pool, Socket socket)
    {
        _pool = pool;
        _socket = socket;
        _output = ArrayPool<byte>.Shared.Rent(BufferSize);
        _input = ArrayPool<byte>.Shared.Rent(BufferSize);
        LongestRest = ToTimestamps(pool.Options.IdleTimeout);
    }

    /// <summary>Whether it has served an earlier request, and so may have been closed by the server without anybody noticing.</summary>
    public bool IsReused => _uses > 1;

    /// <summary>Whether any byte of the response has come.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>Until when it may rest, as a timestamp of the pool's clock.</summary>
    internal long RestUntil { get; set; }

    /// <summary>How long it may rest, in timestamps of the pool's clock.</summary>
    internal long LongestRest { get; private set; }

    /// <summary>
    /// Ends the use. The connection is kept only when the request was sent and the response read to their ends, and neither side
    /// said otherwise.
    /// </summary>
    public void Release() => _pool.Return(this, _isRequestComplete && _isResponseComplete && _keepsAlive && _inputStart == _inputEnd);

    /// <summary>Whether a connection at rest can be used: the server has neither closed it nor sent what nobody asked for.</summary>
    internal bool IsUsable()
    {
        try
        {
            return !_socket.Poll(0, SelectMode.SelectRead);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    internal void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _socket.Dispose();

        // Nothing is under way by now, so nobody reads or writes the buffers any more.
        ArrayPool<byte>.Shared.Return(_output);
        ArrayPool<byte>.Shared.Return(_input);
    }

    private long ToTimestamps(TimeSpan time) => (long)(time.TotalSeconds * _pool.Options.TimeProvider.TimestampFrequency);
}
