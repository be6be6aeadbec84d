using System.Buffers.Binary;
using System.Net.Sockets;

namespace Layotto.Pluggable.Discovery;

/// <summary>The process at the other end of a connection, as the kernel knows it: who listened, whoever owns the file.</summary>
/// <param name="ProcessId">Its id; null where it can't be seen from here, as in another container.</param>
/// <param name="User">The id of the user it acted as when it began to listen.</param>
public sealed record SocketPeer(int? ProcessId, uint User)
{
    // SOL_SOCKET and SO_PEERCRED of Linux on x64 and Arm; the answer is a struct ucred of process, user and group.
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int Size = 12;

    /// <summary>Asks who is at the other end.</summary>
    /// <returns>Null where the system doesn't tell.</returns>
    internal static SocketPeer? Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<byte> credentials = stackalloc byte[Size];
        try
        {
            if (socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) != Size)
                return null;
        }
        catch (SocketException)
        {
            return null;
        }

        var process = BinaryPrimitives.ReadInt32LittleEndian(credentials);
        return new SocketPeer(process > 0 ? process : null, BinaryPrimitives.ReadUInt32LittleEndian(credentials[sizeof(int)..]));
    }

    /// <summary>Why the process isn't talked to, as a sentence; null when it may be.</summary>
    internal string? Judge(PluggableOptions options)
        => options.Trusts(User)
            ? null
            : $"A process of the user {User} answers it; only those of root, of the gateway's own user and of trusted ones are talked to.";
}
