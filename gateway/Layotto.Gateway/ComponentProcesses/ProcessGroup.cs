using System.Runtime.InteropServices;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>The process group that a component's process leads: what it has started belongs to it, unless that has left.</summary>
internal static class ProcessGroup
{
    private const int Terminate = 15;
    private const int KillSignal = 9;

    /// <summary>Asks all of a group to end.</summary>
    public static void Stop(int leader) => Send(leader, Terminate);

    /// <summary>Ends all of a group.</summary>
    public static void Kill(int leader) => Send(leader, KillSignal);

    /// <summary>Whether a process belongs to a group.</summary>
    public static bool Has(int leader, int process)
        => process == leader || (!OperatingSystem.IsWindows() && NativeMethods.GroupOf(process) == leader);

    // A group that is gone gets nothing; its number isn't used again while a process of it lives.
    private static void Send(int leader, int signal)
    {
        if (!OperatingSystem.IsWindows())
            _ = NativeMethods.Kill(-leader, signal);
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int process, int signal);

        [DllImport("libc", EntryPoint = "getpgid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int GroupOf(int process);
    }
}
