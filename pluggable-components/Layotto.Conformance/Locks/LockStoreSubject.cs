using Layotto.Components.Locks;

namespace Layotto.Conformance.Locks;

/// <summary>A lock store that cases are run against.</summary>
public sealed class LockStoreSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required ILockStore Store { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    /// <summary>Lets time pass: by moving the store's clock, or by waiting.</summary>
    public required Func<TimeSpan, CancellationToken, Task> AdvanceAsync { get; init; }
}
