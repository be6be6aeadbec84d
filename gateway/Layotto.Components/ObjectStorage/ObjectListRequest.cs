namespace Layotto.Components.ObjectStorage;

/// <summary>Asks for the objects of a bucket.</summary>
/// <param name="Bucket">The bucket.</param>
public sealed record ObjectListRequest(string Bucket)
{
    /// <summary>What the keys begin with; empty for all.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Keys that have this text after the prefix are told of together, as a common prefix; empty for none.</summary>
    public string Delimiter { get; init; } = "";

    /// <summary>Keys after this one are wanted; empty for the beginning.</summary>
    public string Marker { get; init; } = "";

    /// <summary>The most keys and common prefixes wanted; 0 leaves it to the store.</summary>
    public int MaxKeys { get; init; }
}
