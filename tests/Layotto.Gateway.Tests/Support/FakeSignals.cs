using System.Runtime.InteropServices;
using Layotto.Gateway.Launching;

namespace Layotto.Gateway.Tests.Support;

/// <summary>Signals that a test sends.</summary>
internal sealed class FakeSignals : ISignalSource
{
    private Action<PosixSignal>? _handler;

    public bool IsSubscribed => _handler is not null;

    public IDisposable Subscribe(Action<PosixSignal> handler)
    {
        _handler = handler;
        return new Subscription(this);
    }

    public void Send(PosixSignal signal) => _handler!(signal);

    private sealed class Subscription(FakeSignals signals) : IDisposable
    {
        public void Dispose() => signals._handler = null;
    }
}
