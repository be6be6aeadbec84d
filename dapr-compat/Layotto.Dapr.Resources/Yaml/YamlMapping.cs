namespace Layotto.Dapr.Resources.Yaml;

/// <summary>A mapping; its keys are unique.</summary>
internal sealed class YamlMapping : YamlNode
{
    private readonly Dictionary<string, YamlEntry> _byKey;

    public YamlMapping(YamlOrigin origin, int line, IReadOnlyList<YamlEntry> entries)
        : base(origin, line)
    {
        Entries = entries;
        _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        Weight = 1 + entries.Sum(entry => 1 + entry.Key.Length + entry.Value.Weight);
    }

    public IReadOnlyList<YamlEntry> Entries { get; }

    public override long Weight { get; }

    public override string Title => "a mapping";

    public YamlEntry? Find(string key) => _byKey.GetValueOrDefault(key);
}
