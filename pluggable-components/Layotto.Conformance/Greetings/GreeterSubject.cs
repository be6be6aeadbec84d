using Layotto.Components.Greetings;

namespace Layotto.Conformance.Greetings;

/// <summary>Layotto's <c>hello</c> that cases are run against.</summary>
public sealed class GreeterSubject : IConformanceSubject
{
    /// <summary>The component, initialised.</summary>
    public required IGreeter Greeter { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();
}
