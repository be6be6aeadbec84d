using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Layotto.Gateway.Launching;

/// <summary>
/// The port on which other sidecars call this one when none is asked for. It is drawn from what makes this sidecar the one it is,
/// so it stays the same when the sidecar restarts, and the addresses that others hold stay right. The rule is daprd's
/// (<c>pkg/ports</c>), so both draw the same port.
/// </summary>
public static class InternalPort
{
    private const int First = 47300;
    private const int Last = 65535;

    /// <summary>The port of an app id in this process's directory, or any free one when somebody else listens there.</summary>
    public static int Choose(string appId)
    {
        var port = Derive(appId, Environment.CurrentDirectory, GetUserId(), Environment.MachineName);
        return IsFree(port) ? port : FreePort();
    }

    /// <summary>
    /// Draws the port: the first two bytes, the lower one first, of the SHA-256 of <c>app id|directory|user id|host name</c>, modulo
    /// 18235, from 47300 on.
    /// </summary>
    /// <returns>A port from 47300 to 65534.</returns>
    public static int Derive(string appId, string directory, int userId, string hostName)
    {
        var identity = string.Create(CultureInfo.InvariantCulture, $"{appId}|{directory}|{userId}|{hostName}");
        var hash = PlainSha256.Hash(Encoding.UTF8.GetBytes(identity));
        return First + (BinaryPrimitives.ReadUInt16LittleEndian(hash) % (Last - First));
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // Go gives -1 where users have no numbers.
    private static int GetUserId() => OperatingSystem.IsWindows() ? -1 : (int)NativeMethods.GetUserId();

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "getuid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern uint GetUserId();
    }
}
