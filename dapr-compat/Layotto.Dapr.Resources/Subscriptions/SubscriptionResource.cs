using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Subscriptions;

/// <summary>A Subscription (dapr.io/v1alpha1 or v2alpha1) as written. The older version's single route is the default route.</summary>
public sealed record SubscriptionResource
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The app ids it is for; empty for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The pub/sub component.</summary>
    public required string PubSubName { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The rules that choose a path, tried in order.</summary>
    public IReadOnlyList<SubscriptionRule> Rules { get; init; } = [];

    /// <summary>The path where no rule matches; empty for none.</summary>
    public string DefaultRoute { get; init; } = "";

    /// <summary>The topic for what can't be delivered; empty for none.</summary>
    public string DeadLetterTopic { get; init; } = "";

    /// <summary>What the component is told.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Delivery of many messages at once.</summary>
    public BulkSubscribeSettings BulkSubscribe { get; init; } = new();

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }
}
