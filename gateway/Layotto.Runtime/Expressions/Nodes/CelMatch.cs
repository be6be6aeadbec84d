using System.Text.RegularExpressions;

namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>Whether a text matches a pattern that is written out, and so is understood beforehand.</summary>
internal sealed class CelMatch(CelNode text, Regex pattern) : CelNode(CelKind.Bool, Above(text))
{
    public override CelValue Evaluate(CelFrame frame)
    {
        var value = frame.Charged(text.Evaluate(frame));
        return value.Kind == CelKind.String ? CelValue.FromBoolean(pattern.IsMatch(value.Text)) : CelValue.NoOverload("matches()", value);
    }
}
