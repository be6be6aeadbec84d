using Layotto.Components.Bindings;

namespace Layotto.Conformance.Bindings;

/// <summary>An input binding that cases are run against.</summary>
public sealed class InputBindingSubject : IConformanceSubject
{
    /// <summary>The binding, initialised.</summary>
    public required IInputBinding Binding { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    /// <summary>Makes one event come; null where nobody can.</summary>
    public required Func<CancellationToken, Task>? TriggerAsync { get; init; }
}
