namespace Layotto.Components.Files;

/// <summary>A file of a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="LastModified">When it was last changed, as the store writes it.</param>
/// <param name="Metadata">Further facts.</param>
public sealed record FileEntry(string Name, long Size, string LastModified, IReadOnlyDictionary<string, string> Metadata);
