namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A literal, or a type's name.</summary>
internal sealed class CelConstant(CelValue value) : CelNode(value.Kind, 1)
{
    public CelValue Value => value;

    public override CelValue Evaluate(CelFrame frame) => value;
}
