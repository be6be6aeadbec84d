namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>Two values with an operator between them: arithmetic, a comparison, or <c>in</c>.</summary>
internal sealed class CelBinary(string symbol, CelKind kind, CelNode left, CelNode right) : CelNode(kind, Above(left, right))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var one = left.Evaluate(frame);
        if (one.IsError)
            return one;
        var other = right.Evaluate(frame);
        if (other.IsError)
            return other;
        return symbol switch
        {
            "==" => CelValue.FromBoolean(CelEquality.AreEqual(one, other, frame)),
            "!=" => CelValue.FromBoolean(!CelEquality.AreEqual(one, other, frame)),
            "<" or "<=" or ">" or ">=" => Compare(one, other),
            "in" => Contains(one, other, frame),
            _ => CelArithmetic.Apply(symbol, one, other, frame),
        };
    }

    private CelValue Compare(CelValue one, CelValue other)
    {
        if (!CelEquality.TryCompare(one, other, out var order))
            return CelValue.NoOverload(symbol, one, other);
        return CelValue.FromBoolean(symbol switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        });
    }

    private CelValue Contains(CelValue one, CelValue other, CelFrame frame)
    {
        if (other.Kind == CelKind.Map)
        {
            frame.Charge(other.Map.LookupCost);
            return CelValue.FromBoolean(other.Map.TryGet(one, out _));
        }

        if (other.Kind != CelKind.List)
            return CelValue.NoOverload(symbol, one, other);
        frame.Charge(other.Items.Length);
        foreach (var item in other.Items)
        {
            if (CelEquality.AreEqual(one, item, frame))
                return CelValue.True;
        }

        return CelValue.False;
    }
}
