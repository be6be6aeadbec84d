namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A call of a function; the value it is a member of is its first argument.</summary>
internal sealed class CelCall(CelFunction function, CelNode[] arguments) : CelNode(function.Result, Above(arguments))
{
    // What understanding a pattern is worth that isn't known beforehand.
    private const int PatternCost = 2000;

    public override CelValue Evaluate(CelFrame frame)
    {
        var values = new CelValue[arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            values[index] = frame.Charged(arguments[index].Evaluate(frame));
            if (values[index].IsError)
                return values[index];
        }

        frame.Charge(CostOf(values));
        return function.Body(values);
    }

    // Both texts may come from a message, and looking for one in the other takes the product of their lengths at worst.
    private int CostOf(CelValue[] values)
    {
        if (values.Length != 2 || values[0].Kind != CelKind.String || values[1].Kind != CelKind.String)
            return 0;
        return function.Name == "matches" ? PatternCost : (int)Math.Min((long)values[0].Text.Length * values[1].Text.Length / 1_000_000, int.MaxValue);
    }
}
