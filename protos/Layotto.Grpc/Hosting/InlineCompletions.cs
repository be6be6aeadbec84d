using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Lets what waits for a socket go on right on the thread that hears from the kernel, without a switch to the thread pool. Whatever runs there
/// must never block: other connections wait for the same thread.
/// </summary>
/// <remarks>
/// .NET can do so for all sockets of a process (<c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c>) or, by a property that isn't public,
/// for one. Only the second is safe in a process whose other parts may block. Where a runtime has no such property, nothing changes but speed.
/// </remarks>
public static class InlineCompletions
{
    /// <summary>How many threads hear from the kernel, by default one for thirty processors.</summary>
    public const string ThreadCountVariable = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    private static volatile bool _isMissing;

    /// <summary>Asks for it on a socket.</summary>
    /// <returns>Whether the runtime can do it.</returns>
    public static bool TryPrefer(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (_isMissing)
            return false;
        try
        {
            SetPreferInlineCompletions(socket.SafeHandle, true);
            return true;
        }
        catch (MissingMethodException)
        {
            _isMissing = true;
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void SetPreferInlineCompletions(SafeSocketHandle handle, bool value);
}
