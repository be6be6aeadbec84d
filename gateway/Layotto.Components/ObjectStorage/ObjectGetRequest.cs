using System.Collections.Frozen;

namespace Layotto.Components.ObjectStorage;

/// <summary>Which object is read, and what of it.</summary>
/// <param name="Name">Which object.</param>
public sealed record ObjectGetRequest(ObjectName Name)
{
    /// <summary>The first byte wanted; null for the first one there is.</summary>
    public long? Start { get; init; }

    /// <summary>The last byte wanted; null for the last one there is.</summary>
    public long? End { get; init; }

    /// <summary>Only an object with this mark is wanted; empty for any.</summary>
    public string IfMatch { get; init; } = "";

    /// <summary>Further settings of the request.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;
}
