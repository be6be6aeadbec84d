namespace Layotto.Runtime.Expressions;

/// <summary>The values of an expression's variables for one evaluation.</summary>
public interface ICelActivation
{
    /// <summary>Looks a variable up.</summary>
    /// <returns>False when it has no value; using it is an error of the evaluation then.</returns>
    bool TryGet(string name, out CelValue value);
}
