namespace Layotto.Components.Files;

/// <summary>Asks for files.</summary>
/// <param name="Name">The folder, or what the names begin with.</param>
/// <param name="PageSize">The most files wanted; 0 leaves it to the store.</param>
/// <param name="Marker">Where to go on, as the page before said; empty for the beginning.</param>
/// <param name="Metadata">The request's metadata.</param>
public sealed record FileListRequest(string Name, int PageSize, string Marker, IReadOnlyDictionary<string, string> Metadata);
