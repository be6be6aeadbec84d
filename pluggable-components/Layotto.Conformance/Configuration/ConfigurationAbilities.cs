namespace Layotto.Conformance.Configuration;

/// <summary>What a configuration store can be declared to do.</summary>
public static class ConfigurationAbilities
{
    /// <summary>Items have versions and metadata.</summary>
    public const string VersionsAndMetadata = "versions-and-metadata";
}
