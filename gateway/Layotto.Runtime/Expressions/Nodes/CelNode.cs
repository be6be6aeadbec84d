namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A part of an expression.</summary>
internal abstract class CelNode(CelKind kind, int depth)
{
    /// <summary>The type of its value, as far as it is known beforehand.</summary>
    public CelKind Kind { get; } = kind;

    /// <summary>How many parts lie within each other, this one included.</summary>
    public int Depth { get; } = depth;

    /// <summary>Its value, or an error that is one.</summary>
    public abstract CelValue Evaluate(CelFrame frame);

    protected static int Above(CelNode one) => one.Depth + 1;

    protected static int Above(CelNode one, CelNode other) => Math.Max(one.Depth, other.Depth) + 1;

    protected static int Above(IReadOnlyList<CelNode> nodes)
    {
        var deepest = 0;
        foreach (var node in nodes)
            deepest = Math.Max(deepest, node.Depth);
        return deepest + 1;
    }
}
