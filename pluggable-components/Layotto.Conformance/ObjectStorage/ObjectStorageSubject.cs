using Layotto.Components.ObjectStorage;

namespace Layotto.Conformance.ObjectStorage;

/// <summary>An object store that cases are run against.</summary>
public sealed class ObjectStorageSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required IObjectStorage Store { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    /// <summary>A bucket that there is.</summary>
    public string Bucket { get; init; } = "conformance";
}
