namespace Layotto.Components.ObjectStorage;

/// <summary>Which object is meant.</summary>
/// <param name="Bucket">The bucket; may be empty where the component's settings name it.</param>
/// <param name="Key">The key; not empty.</param>
/// <param name="VersionId">The version; empty for the current one.</param>
public readonly record struct ObjectName(string Bucket, string Key, string VersionId = "");
