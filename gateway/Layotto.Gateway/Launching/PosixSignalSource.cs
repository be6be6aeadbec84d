using System.Runtime.InteropServices;

namespace Layotto.Gateway.Launching;

/// <summary>The signals that this process gets.</summary>
internal sealed class PosixSignalSource : ISignalSource
{
    /// <inheritdoc/>
    public IDisposable Subscribe(Action<PosixSignal> handler) => new Registrations(
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            handler(context.Signal);
        })),
    ]);

    private sealed class Registrations(IReadOnlyList<PosixSignalRegistration> registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }
}
