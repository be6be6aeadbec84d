namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>Whether a map has a field: <c>has(event.type)</c>.</summary>
internal sealed class CelHas(CelSelect field) : CelNode(CelKind.Bool, Above(field.Operand))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var owner = field.Operand.Evaluate(frame);
        if (owner.Kind != CelKind.Map)
            return owner.IsError ? owner : CelValue.Error($"a {CelNames.Of(owner.Kind)} has no fields, so no \"{field.Name}\"");
        frame.Charge(owner.Map.LookupCost);
        return CelValue.FromBoolean(owner.Map.Has(field.Name));
    }
}
