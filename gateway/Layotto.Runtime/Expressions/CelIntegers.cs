namespace Layotto.Runtime.Expressions;

/// <summary>An activation over whole numbers, such as the counts of a circuit breaker.</summary>
/// <param name="values">The numbers by variable name.</param>
public sealed class CelIntegers(IReadOnlyDictionary<string, long> values) : ICelActivation
{
    /// <inheritdoc/>
    public bool TryGet(string name, out CelValue value)
    {
        var isKnown = values.TryGetValue(name, out var number);
        value = CelValue.FromInteger(number);
        return isKnown;
    }
}
