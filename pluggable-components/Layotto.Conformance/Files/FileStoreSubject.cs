using Layotto.Components.Files;

namespace Layotto.Conformance.Files;

/// <summary>A file store that cases are run against.</summary>
public sealed class FileStoreSubject : IConformanceSubject
{
    /// <summary>The store, initialised.</summary>
    public required IFileStore Store { get; init; }

    /// <inheritdoc/>
    public IReadOnlySet<string> Abilities { get; init; } = new HashSet<string>();

    /// <summary>What the names of files begin with, for stores that ask for a bucket.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The metadata of writes, for stores that ask for some.</summary>
    public IReadOnlyDictionary<string, string> PutMetadata { get; init; } = new Dictionary<string, string>();
}
