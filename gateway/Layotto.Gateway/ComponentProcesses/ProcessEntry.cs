using System.Globalization;
using System.Runtime.InteropServices;
using Layotto.Gateway.CommandLine;

namespace Layotto.Gateway.ComponentProcesses;

/// <summary>
/// What this program is for the moment between its start and that of a component's: it leads a process group of its own, so that it can be
/// stopped with all that it has started, asks the kernel to be killed when the gateway is no more, and becomes the component's program.
/// </summary>
internal static class ProcessEntry
{
    /// <summary>The first argument by which the program knows that it is to be this; the gateway's process id and the command follow.</summary>
    public const string Verb = "--become-component";

    private const int SetParentDeathSignal = 1;
    private const int KillSignal = 9;
    private const int PipeSignal = 13;
    private const int NoSuchFile = 2;

    /// <summary>Whether the program was started to be this.</summary>
    public static bool IsMeant(string[] arguments) => arguments is [Verb, _, _, ..];

    /// <summary>Becomes the component's program.</summary>
    /// <returns>An exit code, when it can't.</returns>
    public static int Run(string[] arguments)
    {
        _ = NativeMethods.StartSession();
        if (OperatingSystem.IsLinux())
        {
            _ = NativeMethods.Control(SetParentDeathSignal, KillSignal, 0, 0, 0);

            // The gateway may have been gone before the kernel was asked.
            if (NativeMethods.ParentProcess() != int.Parse(arguments[1], CultureInfo.InvariantCulture))
                return ExitCode.Failure;
        }

        // .NET ignores it, and what is ignored would stay so.
        _ = NativeMethods.Signal(PipeSignal, 0);
        nint[] words = [.. arguments[2..].Select(Marshal.StringToCoTaskMemUTF8), 0];
        _ = NativeMethods.Execute(words[0], words);
        var error = Marshal.GetLastPInvokeError();
        Console.Error.WriteLine($"layotto: {arguments[2]} can't be started: {Marshal.GetPInvokeErrorMessage(error)}");
        return error == NoSuchFile ? ExitCode.NotFound : ExitCode.NotExecutable;
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "setsid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int StartSession();

        [DllImport("libc", EntryPoint = "prctl")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Control(int option, nint first, nint second, nint third, nint fourth);

        [DllImport("libc", EntryPoint = "getppid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int ParentProcess();

        [DllImport("libc", EntryPoint = "signal")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint Signal(int signal, nint handler);

        [DllImport("libc", EntryPoint = "execv", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Execute(nint path, nint[] words);
    }
}
