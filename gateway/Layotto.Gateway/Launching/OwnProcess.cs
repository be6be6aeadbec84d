using System.Runtime.InteropServices;

namespace Layotto.Gateway.Launching;

/// <summary>Signals to the gateway's own process.</summary>
internal static class OwnProcess
{
    /// <summary>Has the sidecar start over inside the process, as SIGHUP from outside does. Nothing where there are no signals.</summary>
    public static void Restart()
    {
        if (!OperatingSystem.IsWindows())
            _ = NativeMethods.Kill(Environment.ProcessId, SignalNumber.Of(PosixSignal.SIGHUP));
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processId, int signal);
    }
}
