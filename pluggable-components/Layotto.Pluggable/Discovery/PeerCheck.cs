using System.Net.Sockets;
using Layotto.Components;

namespace Layotto.Pluggable.Discovery;

/// <summary>
/// Looks at the process behind a socket before anything is sent to it. That the file belongs to somebody who is trusted isn't enough: who
/// may write into the folder may rename files of others, and who has a listening socket may hand it on.
/// </summary>
/// <param name="options">Who is trusted.</param>
internal sealed class PeerCheck(PluggableOptions options)
{
    /// <summary>The process; null before there was a connection, and where the system doesn't tell.</summary>
    public SocketPeer? Peer { get; private set; }

    /// <summary>Why it isn't talked to, as a sentence; null when it may be.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Looks at a socket that has been connected.</summary>
    /// <exception cref="ComponentException">Its process isn't to be talked to.</exception>
    public void Look(Socket socket)
    {
        Peer = SocketPeer.Of(socket);
        Refusal = Peer?.Judge(options);
        if (Refusal is { } refusal)
            throw new ComponentException(refusal);
    }
}
