namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A field of a map: <c>event.type</c>.</summary>
internal sealed class CelSelect(CelNode operand, string name) : CelNode(CelKind.Dynamic, Above(operand))
{
    private readonly CelValue _missing = CelValue.Error($"there is no field \"{name}\"");

    public CelNode Operand => operand;

    public string Name => name;

    public override CelValue Evaluate(CelFrame frame)
    {
        var owner = operand.Evaluate(frame);
        if (owner.Kind != CelKind.Map)
            return owner.IsError ? owner : CelValue.Error($"a {CelNames.Of(owner.Kind)} has no fields, so no \"{name}\"");
        frame.Charge(owner.Map.LookupCost);
        return owner.Map.TryGet(name, out var value) ? frame.Charged(value) : _missing;
    }
}
