namespace Layotto.Runtime.Expressions.Nodes;

/// <summary>A variable that comes with the evaluation.</summary>
internal sealed class CelVariableNode(string name) : CelNode(CelKind.Dynamic, 1)
{
    private readonly CelValue _missing = CelValue.Error($"the variable \"{name}\" has no value");

    public override CelValue Evaluate(CelFrame frame) => frame.Activation.TryGet(name, out var value) ? value : _missing;
}
