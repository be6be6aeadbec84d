namespace Layotto.Dapr.Resources;

/// <summary>
/// Looks whether an expression of a resource can be used, such as the trip of a circuit breaker. Who evaluates expressions gives it, as
/// this room only reads.
/// </summary>
/// <param name="expression">The expression, in CEL.</param>
/// <param name="variables">The variables it may use.</param>
/// <returns>What is wrong with it, as the second half of a sentence; or null.</returns>
public delegate string? ExpressionCheck(string expression, IReadOnlyCollection<string> variables);
