using System.Runtime.InteropServices;

namespace Layotto.Gateway.Launching;

/// <summary>What log lines call a signal: the words of Go, which daprd's have.</summary>
internal static class SignalName
{
    /// <summary>The name of a signal.</summary>
    public static string Of(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGINT => "interrupt",
        PosixSignal.SIGTERM => "terminated",
        PosixSignal.SIGHUP => "hangup",
        _ => signal.ToString(),
    };
}
