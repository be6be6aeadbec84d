using Layotto.Components.Bindings;

namespace Layotto.Conformance.Bindings;

/// <summary>An output binding that cases are run against. What it can do is told by the names of its operations.</summary>
public sealed class OutputBindingSubject : IConformanceSubject
{
    /// <summary>The binding, initialised.</summary>
    public required IOutputBinding Binding { get; init; }

    /// <summary>The operations that it is declared to have.</summary>
    public required IReadOnlySet<string> Abilities { get; init; }

    /// <summary>The metadata that names a thing to create, get or delete.</summary>
    public Func<string, Dictionary<string, string>> Naming { get; init; } = name => new Dictionary<string, string> { ["key"] = name };
}
