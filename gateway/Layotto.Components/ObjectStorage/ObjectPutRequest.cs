using System.Collections.Frozen;

namespace Layotto.Components.ObjectStorage;

/// <summary>Which object is written, and what is told about it.</summary>
/// <param name="Name">Which object.</param>
public sealed record ObjectPutRequest(ObjectName Name)
{
    /// <summary>The size of the content in bytes, where it is known beforehand.</summary>
    public long? ContentLength { get; init; }

    /// <summary>Its media type; may be empty.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>What is stored along with it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Further settings of the request, such as <c>storage_class</c> and <c>acl</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;
}
