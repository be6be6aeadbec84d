namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>
/// Which subscriptions are in force: of several to the same topic the first of the operator's, unless the app asked for it itself; then the
/// last of the app's. Streams come beside them.
/// </summary>
internal static class SubscriptionTable
{
    public static IReadOnlyList<TopicSubscription> Merge(IReadOnlyList<TopicSubscription> declared, IReadOnlyList<TopicSubscription> asked)
    {
        var places = new Dictionary<(string PubSubName, string Topic), int>();
        var merged = new List<TopicSubscription>(declared.Count + asked.Count);
        foreach (var subscription in declared)
        {
            if (places.TryAdd((subscription.PubSubName, subscription.Topic), merged.Count))
                merged.Add(subscription);
        }

        foreach (var subscription in asked)
        {
            if (places.TryAdd((subscription.PubSubName, subscription.Topic), merged.Count))
                merged.Add(subscription);
            else
                merged[places[(subscription.PubSubName, subscription.Topic)]] = subscription;
        }

        return merged;
    }
}
