namespace Layotto.Runtime.Expressions;

/// <summary>One evaluation under way.</summary>
internal sealed class CelFrame(ICelActivation activation, int locals)
{
    /// <summary>
    /// What an evaluation may cost: a macro goes over lists that came with a message, perhaps a list within a list. It is enough for
    /// any message of a size that a broker takes, and ends within a second.
    /// </summary>
    private const int MaxSteps = 2_000_000;

    private int _steps;

    public ICelActivation Activation { get; } = activation;

    /// <summary>The variables of macros.</summary>
    public CelValue[] Locals { get; } = locals == 0 ? [] : new CelValue[locals];

    /// <summary>Counts steps.</summary>
    /// <exception cref="CelException">There were too many.</exception>
    public void Charge(int steps)
    {
        if (steps > MaxSteps - _steps)
            throw new CelException(0, $"the evaluation takes more than {MaxSteps} steps");
        _steps += steps;
    }

    /// <summary>Counts what looking at a value costs, which grows with its length.</summary>
    public CelValue Charged(CelValue value)
    {
        if (value.Kind == CelKind.String)
            Charge(value.Text.Length / 16);
        else if (value.Kind == CelKind.Bytes)
            Charge(value.Octets.Length / 16);
        return value;
    }
}
