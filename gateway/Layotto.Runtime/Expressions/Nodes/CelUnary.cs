namespace Layotto.Runtime.Expressions.Nodes;

/// <summary><c>!</c> or <c>-</c> in front of a value.</summary>
internal sealed class CelUnary(bool isNot, CelNode operand) : CelNode(isNot ? CelKind.Bool : operand.Kind, Above(operand))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var value = operand.Evaluate(frame);
        if (isNot)
            return value.Kind == CelKind.Bool ? CelValue.FromBoolean(!value.IsTrue) : CelValue.NoOverload("!", value);
        return value.Kind switch
        {
            CelKind.Int => value.Integer == long.MinValue ? CelArithmetic.Overflow : CelValue.FromInteger(-value.Integer),
            CelKind.Double => CelValue.FromDouble(-value.Number),
            _ => CelValue.NoOverload("-", value),
        };
    }
}
