using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>Which document of which file a node is from; all nodes of a document share it.</summary>
internal sealed record YamlOrigin(string File, int Document)
{
    public SourceLocation At(int line) => new(File, Document, line);
}
