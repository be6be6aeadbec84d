namespace Layotto.Dapr.Resources.Yaml;

/// <summary>A list.</summary>
internal sealed class YamlSequence(YamlOrigin origin, int line, IReadOnlyList<YamlNode> items) : YamlNode(origin, line)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override long Weight { get; } = 1 + items.Sum(item => item.Weight);

    public override string Title => "a list";
}
