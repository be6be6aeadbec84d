using Layotto.Components.Specification;
using Layotto.Dapr.Resources.HttpEndpoints;
using Layotto.Dapr.Resources.Resiliencies;
using Layotto.Dapr.Resources.Subscriptions;

namespace Layotto.Dapr.Resources.Loading;

/// <summary>The resources of some folders, each kind in the order of folders, file names and documents.</summary>
public sealed record ResourceSet
{
    /// <summary>The components.</summary>
    public IReadOnlyList<ComponentSpecification> Components { get; init; } = [];

    /// <summary>The subscriptions.</summary>
    public IReadOnlyList<SubscriptionResource> Subscriptions { get; init; } = [];

    /// <summary>The resiliency policies.</summary>
    public IReadOnlyList<ResiliencyResource> Resiliencies { get; init; } = [];

    /// <summary>The HTTP endpoints.</summary>
    public IReadOnlyList<HttpEndpointResource> HttpEndpoints { get; init; } = [];
}
