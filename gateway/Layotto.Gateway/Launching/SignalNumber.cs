using System.Runtime.InteropServices;

namespace Layotto.Gateway.Launching;

/// <summary>The numbers of signals: the same on Linux, macOS and the BSDs.</summary>
internal static class SignalNumber
{
    /// <summary>The number of a signal.</summary>
    public static int Of(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        _ => 15,
    };
}
