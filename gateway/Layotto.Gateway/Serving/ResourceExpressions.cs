using Layotto.Runtime.Expressions;

namespace Layotto.Gateway.Serving;

/// <summary>Looks at the expressions in resources before anything depends on them.</summary>
internal static class ResourceExpressions
{
    /// <summary>What is wrong with a condition, or null.</summary>
    public static string? Check(string expression, IReadOnlyCollection<string> variables)
    {
        try
        {
            var parsed = CelExpression.Parse(expression, variables);
            return parsed.CanBeBoolean ? null : $"it gives a value of type {parsed.ResultType}, which is never true";
        }
        catch (CelException exception)
        {
            return exception.Message;
        }
    }
}
