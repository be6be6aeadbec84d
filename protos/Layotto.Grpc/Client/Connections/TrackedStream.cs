using System.Net.Sockets;

namespace Layotto.Grpc.Client.Connections;

/// <summary>A connected socket that tells its owner when the peer first speaks and when the connection is gone.</summary>
internal sealed class TrackedStream(Socket socket, ConnectionManager owner) : NetworkStream(socket, ownsSocket: true)
{
    private bool _heard;
    private int _closed;

    /// <summary>Whether the peer has proven to speak the protocol.</summary>
    public bool Heard => Volatile.Read(ref _heard);

    /// <summary>Why the connection is useless, although it was made; null if it isn't.</summary>
    public ConnectFailedException? Failure { get; private set; }

    /// <summary>Whether the connection can still be handed out: the peer has not closed it.</summary>
    public bool IsOpen
    {
        get
        {
            try
            {
                return !(Socket.Poll(0, SelectMode.SelectRead) && Socket.Available == 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Notes that the peer speaks the protocol.</summary>
    public void MarkHeard()
    {
        if (!Heard)
        {
            Volatile.Write(ref _heard, true);
            owner.OnHeard();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Heard || owner.IsSecure ? base.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Interlocked.Exchange(ref _closed, 1) == 0)
            owner.OnClosed(this);
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        if (buffer.Span[..read].StartsWith("HTTP/1"u8))
            throw Failure = owner.AnsweredInHttp1();
        if (read > 0)
            MarkHeard();
        return read;
    }
}
