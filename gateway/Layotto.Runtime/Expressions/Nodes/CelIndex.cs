namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>An element of a list, or a map's value for a key: <c>event.data["key"]</c>.</summary>
internal sealed class CelIndex(CelNode operand, CelNode index) : CelNode(CelKind.Dynamic, Above(operand, index))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var owner = operand.Evaluate(frame);
        if (owner.IsError)
            return owner;
        var key = index.Evaluate(frame);
        if (key.IsError)
            return key;
        if (owner.Kind == CelKind.Map)
        {
            frame.Charge(owner.Map.LookupCost);
            return owner.Map.TryGet(key, out var value) ? frame.Charged(value) : CelValue.Error("there is no such key");
        }

        if (owner.Kind != CelKind.List)
            return CelValue.NoOverload("[]", owner, key);
        frame.Charge(owner.Items.Length);
        return At(owner.Items, key);
    }

    // A double that is a whole number counts as one: all numbers of JSON are doubles.
    private static CelValue At(CelValue[] items, CelValue key)
    {
        long? position = key.Kind switch
        {
            CelKind.Int => key.Integer,
            CelKind.Uint when key.Unsigned <= long.MaxValue => (long)key.Unsigned,
            CelKind.Double when double.IsInteger(key.Number) && Math.Abs(key.Number) < int.MaxValue => (long)key.Number,
            CelKind.Uint or CelKind.Double => -1,
            _ => null,
        };
        return position is not { } at ? CelValue.Error($"a list has no element number {CelNames.Of(key.Kind)}")
            : at >= 0 && at < items.Length ? items[at]
            : CelValue.Error($"the list of {items.Length} has no element of that number");
    }
}
