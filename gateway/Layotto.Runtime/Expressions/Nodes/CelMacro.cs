namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>Goes over the elements of a list, or the keys of a map.</summary>
/// <param name="name">The macro: all, exists, exists_one, filter or map.</param>
/// <param name="range">What it goes over.</param>
/// <param name="slot">Where each element is put for the other parts.</param>
/// <param name="condition">What is asked of each; null for none.</param>
/// <param name="result">What map makes of each; null for the element itself.</param>
internal sealed class CelMacro(string name, CelNode range, int slot, CelNode? condition, CelNode? result)
    : CelNode(name is "map" or "filter" ? CelKind.List : CelKind.Bool, Above([range, condition ?? range, result ?? range]))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var over = range.Evaluate(frame);
        if (over.Kind is not (CelKind.List or CelKind.Map))
            return CelValue.NoOverload($"{name}()", over);
        CelValue[] items = over.Kind == CelKind.List ? over.Items : [.. over.Map.Keys];
        frame.Charge(items.Length);
        return name switch
        {
            "all" => Decide(items, frame, isAnd: true),
            "exists" => Decide(items, frame, isAnd: false),
            "exists_one" => ExistsOne(items, frame),
            _ => Collect(items, frame),
        };
    }

    // As && and || do it: an element that decides outweighs those for which there is an error.
    private CelValue Decide(CelValue[] items, CelFrame frame, bool isAnd)
    {
        CelValue? error = null;
        foreach (var item in items)
        {
            var value = Ask(item, frame);
            if (isAnd ? value.IsFalse : value.IsTrue)
                return value;
            if (value.IsError)
                error ??= value;
        }

        return error ?? CelValue.FromBoolean(isAnd);
    }

    private CelValue ExistsOne(CelValue[] items, CelFrame frame)
    {
        var count = 0;
        foreach (var item in items)
        {
            var value = Ask(item, frame);
            if (value.IsError)
                return value;
            count += value.IsTrue ? 1 : 0;
        }

        return CelValue.FromBoolean(count == 1);
    }

    private CelValue Collect(CelValue[] items, CelFrame frame)
    {
        var collected = new List<CelValue>();
        foreach (var item in items)
        {
            var isWanted = Ask(item, frame);
            if (isWanted.IsError)
                return isWanted;
            if (isWanted.IsFalse)
                continue;
            var value = item;
            if (result is not null)
            {
                frame.Locals[slot] = item;
                value = result.Evaluate(frame);
            }

            if (value.IsError)
                return value;
            collected.Add(value);
        }

        return CelValue.FromItems([.. collected]);
    }

    private CelValue Ask(CelValue item, CelFrame frame)
    {
        if (condition is null)
            return CelValue.True;
        frame.Locals[slot] = item;
        var value = condition.Evaluate(frame);
        return value.Kind == CelKind.Bool ? value : CelValue.NoOverload($"{name}()", value);
    }
}
