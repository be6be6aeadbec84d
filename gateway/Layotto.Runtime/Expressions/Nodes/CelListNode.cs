namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A list that is written out.</summary>
internal sealed class CelListNode(CelNode[] items) : CelNode(CelKind.List, Above(items))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        frame.Charge(items.Length);
        var values = new CelValue[items.Length];
        for (var index = 0; index < items.Length; index++)
        {
            values[index] = items[index].Evaluate(frame);
            if (values[index].IsError)
                return values[index];
        }

        return CelValue.FromItems(values);
    }
}
