using System.Runtime.InteropServices;

namespace Layotto.Components;

/// <summary>
/// Whether the machine has OpenSSL, which .NET's cryptography needs on Linux. The runtime ends the process where it is missing, so
/// it has to be asked before.
/// </summary>
public static class OpenSsl
{
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1", "libssl.so"];

    /// <summary>Whether cryptography can be used.</summary>
    public static bool IsAvailable { get; } = !OperatingSystem.IsLinux() || Array.Exists(Names, name => NativeLibrary.TryLoad(name, out _));
}
