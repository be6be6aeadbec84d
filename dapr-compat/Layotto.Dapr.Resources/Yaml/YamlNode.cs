using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>A node of a document's tree. Aliases share the node they mean, so the tree may be a graph without cycles.</summary>
/// <param name="origin">The document it is from.</param>
/// <param name="line">The line it begins in, from 1.</param>
internal abstract class YamlNode(YamlOrigin origin, int line)
{
    public YamlOrigin Origin { get; } = origin;

    public int Line { get; } = line;

    public SourceLocation Source => Origin.At(Line);

    /// <summary>Nodes and characters it comes to with every alias within it written out.</summary>
    public abstract long Weight { get; }

    /// <summary>What a sentence calls a node of this sort.</summary>
    public abstract string Title { get; }
}
