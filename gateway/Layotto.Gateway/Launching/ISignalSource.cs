using System.Runtime.InteropServices;

namespace Layotto.Gateway.Launching;

/// <summary>Where signals come from.</summary>
internal interface ISignalSource
{
    /// <summary>Has a handler called for each SIGINT, SIGTERM and SIGHUP, in place of what they would do to the process, until the result is disposed.</summary>
    IDisposable Subscribe(Action<PosixSignal> handler);
}
