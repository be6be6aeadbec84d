namespace Layotto.Dapr.Resources.Subscriptions;

/// <summary>A rule of a subscription: events that match go to the path.</summary>
public sealed record SubscriptionRule
{
    /// <summary>The CEL expression over the event; empty matches every event.</summary>
    public string Match { get; init; } = "";

    /// <summary>The app's path, or its method.</summary>
    public string Path { get; init; } = "";
}
