namespace Layotto.Components.Files;

/// <summary>What there is to tell about a file.</summary>
/// <param name="Size">Its size in bytes.</param>
/// <param name="LastModified">When it was last changed, as the store writes it.</param>
/// <param name="Metadata">Further facts, each of which may have several values.</param>
public sealed record FileFacts(long Size, string LastModified, IReadOnlyDictionary<string, IReadOnlyList<string>> Metadata);
