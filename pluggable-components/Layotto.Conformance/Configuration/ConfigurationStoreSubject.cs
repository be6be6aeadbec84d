using Layotto.Components.Configuration;

namespace Layotto.Conformance.Configuration;

/// <summary>A configuration store that cases are run against. Nobody else changes its items meanwhile.</summary>
public sealed class ConfigurationStoreSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required IConfigurationStore Store { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    /// <summary>Makes these the items that there are, by whatever way the store's items are changed.</summary>
    /// <remarks>Null where nobody can; then only what the store is said to hold is read.</remarks>
    public required Func<IReadOnlyDictionary<string, ConfigurationItem>, CancellationToken, Task>? WriteAsync { get; init; }

    /// <summary>Items that the store holds beforehand, where nobody can write any.</summary>
    public IReadOnlyDictionary<string, string> Expected { get; init; } = new Dictionary<string, string>();
}
