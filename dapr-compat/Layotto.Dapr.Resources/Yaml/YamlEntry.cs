namespace Layotto.Dapr.Resources.Yaml;

/// <summary>A key of a mapping, and what it leads to.</summary>
internal sealed record YamlEntry(string Key, int Line, YamlNode Value);
