namespace Layotto.Components;

/// <summary>
/// A use of a component that is under way. As long as it lasts the component isn't disposed, even when another has taken its
/// place in the registry. Dispose it exactly once.
/// </summary>
public readonly struct ComponentUse : IDisposable
{
    internal ComponentUse(ComponentInstance instance) => Instance = instance;

    /// <summary>The instance in use.</summary>
    public ComponentInstance Instance { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose() => Instance?.EndUse();
}
