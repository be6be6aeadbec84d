namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>The variable of a macro.</summary>
internal sealed class CelLocal(int slot) : CelNode(CelKind.Dynamic, 1)
{
    public override CelValue Evaluate(CelFrame frame) => frame.Charged(frame.Locals[slot]);
}
