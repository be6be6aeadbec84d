namespace Layotto.Components.ObjectStorage;

/// <summary>An object of a list.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="ETag">The mark of its content; empty where the store has none.</param>
/// <param name="LastModified">When it was last changed; null where that isn't known.</param>
public sealed record ObjectEntry(string Key, long Size, string ETag, DateTimeOffset? LastModified);
