using Layotto.Components;

namespace Layotto.Runtime.State;

/// <summary>A state store while a call uses it: it isn't disposed before the use ends. Dispose it exactly once.</summary>
internal readonly struct StateStoreUse(StateStoreBinding binding, ComponentUse use) : IDisposable
{
    public StateStoreBinding Binding => binding;

    public void Dispose() => use.Dispose();
}
