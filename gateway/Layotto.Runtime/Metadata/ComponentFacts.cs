namespace Layotto.Runtime.Metadata;

/// <summary>A component, as the metadata API shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as written.</param>
/// <param name="Version">Its version, as written.</param>
/// <param name="Capabilities">What it can do.</param>
public sealed record ComponentFacts(string Name, string Type, string Version, IReadOnlyList<string> Capabilities);
