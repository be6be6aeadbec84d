namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>One of two values: <c>condition ? one : other</c>.</summary>
internal sealed class CelConditional(CelNode condition, CelNode one, CelNode other)
    : CelNode(one.Kind == other.Kind ? one.Kind : CelKind.Dynamic, Above([condition, one, other]))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var chosen = condition.Evaluate(frame);
        return chosen.Kind == CelKind.Bool ? (chosen.IsTrue ? one : other).Evaluate(frame) : CelValue.NoOverload("?:", chosen);
    }
}
