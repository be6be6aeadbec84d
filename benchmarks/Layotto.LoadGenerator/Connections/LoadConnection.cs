using System.Net.Sockets;
using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Loop;

namespace Layotto.LoadGenerator.Connections;

/// <summary>
/// One non-blocking connection that is opened again when it is lost. A protocol derives from it and says how requests are
/// written and responses read. Everything runs on the worker's one thread.
/// </summary>
internal abstract class LoadConnection(LoadTarget target, EventPoll poll, int token, RequestLedger ledger) : IDisposable
{
    private const int ConnectTimeoutMilliseconds = 5000;
    private const long ReopenDelay = 10_000_000;

    private byte[] _input = new byte[64 * 1024];
    private int _inputLength;
    private Socket? _socket;
    private int _descriptor;
    private bool _awaitsWritable;
    private long _reopenAt;

    /// <summary>True once requests can be sent.</summary>
    public bool IsReady => _socket is not null && IsProtocolReady;

    /// <summary>How many requests can be started now.</summary>
    public abstract int FreeSlots { get; }

    public abstract int InFlight { get; }

    /// <summary>Nanoseconds at which the oldest unanswered request went out; meaningless while none is.</summary>
    public abstract long OldestSent { get; }

    protected abstract bool IsProtocolReady { get; }

    protected OutputBuffer Output { get; } = new();

    protected RequestLedger Ledger { get; } = ledger;

    /// <summary>Connects and registers with the poll; a failure is counted and tried again by <see cref="Tick"/>.</summary>
    public void Open(long now)
    {
        var isUnixSocket = target.IsUnixSocket;
        var socket = isUnixSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Linux bounds connect() by the send timeout too.
            socket.SendTimeout = ConnectTimeoutMilliseconds;
            if (!isUnixSocket)
                socket.NoDelay = true;
            socket.Connect(target.EndPoint);
            socket.Blocking = false;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            _reopenAt = now + ReopenDelay;
            Ledger.Errors.Add(ErrorKind.Connect, $"No connection to {target.EndPoint}: {exception.Message}.");
            return;
        }

        _socket = socket;
        _descriptor = (int)socket.Handle;
        _awaitsWritable = false;
        _inputLength = 0;
        Output.Clear();
        Ledger.Connections++;
        poll.Add(_descriptor, token, EventPoll.Readable);
        Start();
        Flush(now);
    }

    /// <summary>Writes one request; <see cref="FreeSlots"/> must be above zero. Nothing leaves before <see cref="Flush"/>.</summary>
    /// <param name="started">Nanoseconds from which the request's latency counts.</param>
    /// <param name="now">Nanoseconds of sending.</param>
    public abstract void Send(long started, long now);

    public void HandleEvents(uint events, long now)
    {
        if ((events & EventPoll.Writable) != 0)
            Flush(now);
        if (_socket is not null && (events & (EventPoll.Readable | EventPoll.Failed)) != 0)
            Receive(now);
    }

    public void Flush(long now)
    {
        if (_socket is null || Output.Length == 0)
            return;
        var (sent, error) = Output.Send(_socket);
        Ledger.BytesSent += sent;
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            Lose(ErrorKind.ConnectionLost, $"Sending failed: {error}.", now);
            return;
        }

        var mustWait = Output.Length > 0;
        if (mustWait == _awaitsWritable)
            return;
        _awaitsWritable = mustWait;
        poll.Modify(_descriptor, token, mustWait ? EventPoll.Readable | EventPoll.Writable : EventPoll.Readable);
    }

    /// <summary>Opens a lost connection again when its pause is over, and gives up one whose response is overdue.</summary>
    /// <param name="now">Nanoseconds.</param>
    /// <param name="timeout">Nanoseconds.</param>
    public void Tick(long now, long timeout)
    {
        if (_socket is null)
        {
            if (now >= _reopenAt)
                Open(now);
        }
        else if (InFlight > 0 && now - OldestSent > timeout)
        {
            Lose(ErrorKind.Timeout, $"No response within {timeout / 1_000_000} ms; the connection was given up.", now);
        }
    }

    public void Dispose() => CloseSocket();

    /// <summary>A fresh connection stands: forget the old one's state and write what the protocol begins with.</summary>
    protected abstract void Start();

    /// <summary>Reads what it can.</summary>
    /// <returns>How many bytes are done with; the rest comes again with more behind it.</returns>
    /// <exception cref="ProtocolViolationException">The bytes break the protocol.</exception>
    protected abstract int Consume(ReadOnlySpan<byte> input, long now);

    /// <summary>The server has closed its side.</summary>
    /// <returns>True if that ended the last response properly.</returns>
    protected abstract bool EndOfInput(long now);

    /// <summary>Drops all requests in flight, counting each with this error.</summary>
    protected abstract void FailInFlight(ErrorKind kind, string sentence);

    /// <summary>Closes without an error; the connection opens again on the next tick.</summary>
    protected void Renew(long now)
    {
        CloseSocket();
        _reopenAt = now;
        // Without the pause of a failure: servers close connections on purpose after a number of requests.
        Open(now);
    }

    private void Lose(ErrorKind kind, string sentence, long now)
    {
        FailInFlight(kind, sentence);
        CloseSocket();
        _reopenAt = now + ReopenDelay;
    }

    private void Receive(long now)
    {
        if (_inputLength == _input.Length)
            Array.Resize(ref _input, _input.Length * 2);
        var received = _socket!.Receive(_input.AsSpan(_inputLength), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success)
        {
            Lose(ErrorKind.ConnectionLost, $"Receiving failed: {error}.", now);
            return;
        }

        if (received == 0)
        {
            CloseByServer(now);
            return;
        }

        Ledger.BytesReceived += received;
        _inputLength += received;
        var socket = _socket;
        try
        {
            var consumed = Consume(_input.AsSpan(0, _inputLength), now);
            // The protocol may have renewed the connection meanwhile; its input starts empty then.
            if (!ReferenceEquals(socket, _socket))
                return;
            _inputLength -= consumed;
            if (_inputLength > 0 && consumed > 0)
                Buffer.BlockCopy(_input, consumed, _input, 0, _inputLength);
        }
        catch (ProtocolViolationException exception)
        {
            Ledger.Errors.Add(ErrorKind.Protocol, exception.Message);
            Lose(ErrorKind.ConnectionLost, "The connection was given up after bytes that break the protocol.", now);
        }
    }

    private void CloseByServer(long now)
    {
        if (!IsProtocolReady)
        {
            Ledger.Errors.Add(ErrorKind.Connect, "The server closed the connection before the first request could be sent.");
            Lose(ErrorKind.ConnectionLost, "", now);
        }
        else if (EndOfInput(now) || InFlight == 0)
            Renew(now);
        else
            Lose(ErrorKind.ConnectionLost, "The server closed the connection while a request was under way.", now);
    }

    private void CloseSocket()
    {
        if (_socket is null)
            return;
        // Closing a descriptor takes it out of the epoll set.
        _socket.Dispose();
        _socket = null;
    }
}
