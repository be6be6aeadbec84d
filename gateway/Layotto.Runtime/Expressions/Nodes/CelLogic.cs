namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>
/// Conditions joined by <c>&amp;&amp;</c> or <c>||</c>. One that decides the result does so even when another has no value,
/// whichever comes first.
/// </summary>
internal sealed class CelLogic(bool isAnd, CelNode[] conditions) : CelNode(CelKind.Bool, Above(conditions))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        CelValue? error = null;
        foreach (var condition in conditions)
        {
            var value = condition.Evaluate(frame);
            if (isAnd ? value.IsFalse : value.IsTrue)
                return value;
            if (value.Kind != CelKind.Bool)
                error ??= value.IsError ? value : CelValue.NoOverload(isAnd ? "&&" : "||", value);
        }

        return error ?? CelValue.FromBoolean(isAnd);
    }
}
