namespace Layotto.Components.ObjectStorage;

/// <summary>Some of the objects of a bucket.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="CommonPrefixes">What other keys begin with, up to the delimiter.</param>
/// <param name="NextMarker">Where to go on.</param>
/// <param name="IsTruncated">Whether there are more.</param>
public sealed record ObjectListPage(IReadOnlyList<ObjectEntry> Objects, IReadOnlyList<string> CommonPrefixes, string NextMarker, bool IsTruncated);
