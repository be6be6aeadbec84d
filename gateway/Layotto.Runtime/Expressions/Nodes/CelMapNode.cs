namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A map that is written out.</summary>
internal sealed class CelMapNode(CelNode[] keys, CelNode[] values) : CelNode(CelKind.Map, Math.Max(Above(keys), Above(values)))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        frame.Charge(keys.Length);
        var map = new CelDictionary();
        for (var index = 0; index < keys.Length; index++)
        {
            var key = keys[index].Evaluate(frame);
            if (key.IsError)
                return key;
            var value = values[index].Evaluate(frame);
            if (value.IsError)
                return value;
            if (map.TryAdd(key, value) is { } problem)
                return CelValue.Error(problem);
        }

        return CelValue.FromMap(map);
    }
}
