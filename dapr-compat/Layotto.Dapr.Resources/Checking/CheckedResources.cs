using Layotto.Components;
using Layotto.Components.Specification;
using Layotto.Dapr.Resources.HttpEndpoints;
using Layotto.Dapr.Resources.Loading;
using Layotto.Dapr.Resources.Resiliencies;
using Layotto.Dapr.Resources.Subscriptions;

namespace Layotto.Dapr.Resources.Checking;

/// <summary>What the rules of a check look at: all resources, those with errors too, whoever they are for.</summary>
internal sealed class CheckedResources(IReadOnlyList<LoadedResource> all, ComponentCatalogue catalogue, Func<string, string?>? programs)
{
    public IReadOnlyList<LoadedResource> All { get; } = all;

    public ComponentCatalogue Catalogue { get; } = catalogue;

    /// <summary>Says why a program can't be run here, null where it can; null where nobody looks.</summary>
    public Func<string, string?>? Programs { get; } = programs;

    public IReadOnlyList<ComponentSpecification> Components { get; } = [.. all.Select(resource => resource.Value).OfType<ComponentSpecification>()];

    public IReadOnlyList<HttpEndpointResource> HttpEndpoints { get; } = [.. all.Select(resource => resource.Value).OfType<HttpEndpointResource>()];

    public IReadOnlyList<SubscriptionResource> Subscriptions { get; } = [.. all.Select(resource => resource.Value).OfType<SubscriptionResource>()];

    public IReadOnlyList<ResiliencyResource> Resiliencies { get; } = [.. all.Select(resource => resource.Value).OfType<ResiliencyResource>()];

    public IEnumerable<ComponentSpecification> ComponentsOf(ComponentKind kind)
        => Components.Where(component => ComponentKind.TryParseType(component.Type, out var found, out _) && found == kind);
}
