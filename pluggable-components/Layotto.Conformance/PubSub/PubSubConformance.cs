namespace Layotto.Conformance.PubSub;

/// <summary>What every broker must do: the cases of Dapr's conformance tests, and what those leave out.</summary>
public static class PubSubConformance
{
    /// <summary>The suite.</summary>
    public static ConformanceSuite<PubSubSubject> Suite { get; } = new(
        "pubsub",
        [
            .. MessageCases.All,
            .. RedeliveryCases.All,
            .. SubscriptionCases.All,
            .. BulkCases.All,
        ]);
}
