using System.Net.Sockets;
using Layotto.Benchmarks.AllocationProbe;

/// <summary>
/// Found by the runtime under this very name and without a namespace when DOTNET_STARTUP_HOOKS names this assembly. It
/// listens on the Unix socket named in LAYOTTO_ALLOCATION_PROBE; without that variable it does nothing.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("LAYOTTO_ALLOCATION_PROBE") is not { Length: > 0 } path)
            return;
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => ProbeServer.Run(listener)) { IsBackground = true, Name = "allocation probe" }.Start();
    }
}
