namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A call of a function; the value it is a member of is its first argument.</summary>
internal sealed class CelCall(CelFunction function, CelNode[] arguments) : CelNode(function.Result, Above(arguments))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var values = new CelValue[arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            values[index] = frame.Charged(arguments[index].Evaluate(frame));
            if (values[index].IsError)
                return values[index];
        }

        return function.Body(values);
    }
}
