namespace Layotto.Components.State.Query;

/// <summary>A value that a query found.</summary>
/// <param name="Key">The key as the store knows it.</param>
/// <param name="Data">The value.</param>
/// <param name="ETag">Its etag; null where the store has none.</param>
public readonly record struct StateQueryItem(string Key, ReadOnlyMemory<byte> Data, string? ETag);
