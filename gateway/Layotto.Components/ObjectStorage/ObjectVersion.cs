namespace Layotto.Components.ObjectStorage;

/// <summary>What was written.</summary>
/// <param name="ETag">The mark of the content; empty where the store has none.</param>
/// <param name="VersionId">The version; empty where the store has none.</param>
public readonly record struct ObjectVersion(string ETag, string VersionId);
