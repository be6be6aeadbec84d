using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Dapr.Resources.Subscriptions;

namespace Layotto.Dapr.Resources.Checking;

/// <summary>Each subscription names a pub/sub component that is there.</summary>
internal static class SubscriptionTargetRule
{
    public static void Check(CheckedResources resources, ProblemList problems)
    {
        var brokers = resources.ComponentsOf(ComponentKind.PubSub).Select(broker => broker.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var subscription in resources.Subscriptions)
        {
            if (subscription.PubSubName.Length == 0 || brokers.Contains(subscription.PubSubName))
                continue;
            var near = brokers.MinBy(known => EditDistance.Between(subscription.PubSubName, known));
            problems.Warning(
                subscription.Source!, SubscriptionReader.Kind, "spec.pubsubname",
                $"{subscription.Name}: there is no pub/sub component \"{subscription.PubSubName}\" here.",
                near is not null && EditDistance.Between(subscription.PubSubName, near) <= Math.Max(1, near.Length / 3) ? $"Did you mean \"{near}\"?" : "");
        }
    }
}
