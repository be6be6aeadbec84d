namespace Layotto.Dapr.Resources.Configurations;

/// <summary>How app ids become addresses (<c>spec.nameResolution</c>).</summary>
public sealed record NameResolutionSettings
{
    /// <summary>The name resolver, such as <c>mdns</c>; empty for the default one.</summary>
    public string Component { get; init; } = "";

    /// <summary>Its version; may be empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Its settings; lists and mappings as JSON.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();
}
