namespace Layotto.Components.Files;

/// <summary>Some of the files.</summary>
/// <param name="Files">The files.</param>
/// <param name="Marker">Where to go on.</param>
/// <param name="IsTruncated">Whether there are more.</param>
public sealed record FileListPage(IReadOnlyList<FileEntry> Files, string Marker, bool IsTruncated);
