using System.Text.Json;
using Layotto.Runtime.Expressions;

namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>A rule of a subscription: events that it matches go to its path.</summary>
public sealed class RoutingRule
{
    private const string Variable = "event";

    private readonly CelExpression? _condition;

    /// <summary>Creates a rule.</summary>
    /// <param name="match">The condition, an expression over <c>event</c>; empty for one that always holds.</param>
    /// <param name="path">The app's path, or its method.</param>
    /// <exception cref="SubscriptionException">The condition is no expression, or can be neither true nor false.</exception>
    public RoutingRule(string match, string path)
    {
        Match = match.Trim();
        Path = path;
        if (Match.Length == 0)
            return;
        try
        {
            _condition = CelExpression.Parse(Match, [Variable]);
        }
        catch (CelException exception)
        {
            throw new SubscriptionException($"The rule \"{Match}\" can't be read: {exception.Message}", exception);
        }

        if (!_condition.CanBeBoolean)
            throw new SubscriptionException($"The rule \"{Match}\" gives a {_condition.ResultType}; it must be true or false, such as event.type == \"order\"");
    }

    /// <summary>The condition as written; empty for one that always holds.</summary>
    public string Match { get; }

    /// <summary>The app's path, or its method.</summary>
    public string Path { get; }

    /// <summary>Evaluates the condition.</summary>
    /// <param name="event">The event.</param>
    /// <param name="error">Why it has no value; null when it has one.</param>
    /// <returns>Whether it holds.</returns>
    public bool Matches(JsonElement @event, out string? error)
    {
        error = null;
        return _condition is null || (_condition.TryEvaluateBoolean(new CelVariable(Variable, @event), out var holds, out error) && holds);
    }
}
