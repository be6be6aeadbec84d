using System.Text;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Metadata;
using Layotto.Components.PubSub;
using Layotto.Components.Specification;
using Layotto.Runtime.Apps;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Runtime.Tests.PubSub;

/// <summary>The engine and its subscriptions over brokers and an app of the test's own.</summary>
internal sealed class PubSubWorld
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public PubSubWorld(IResilience? resilience = null, params (string Name, string Value)[] metadata)
    {
        Resilience = resilience ?? NoResilience.Instance;
        Engine = new PubSubEngine(Registry, Resilience, "app", "shop");
        Put(Broker, metadata);
    }

    public ComponentRegistry Registry { get; } = new();

    public FakeBroker Broker { get; } = new();

    public FakeApp App { get; } = new();

    public AppHealth Health { get; } = new(isHealthy: true);

    public IResilience Resilience { get; }

    public PubSubEngine Engine { get; }

    public ComponentInstance Put(IComponent component, params (string Name, string Value)[] metadata) => Put("pubsub", ComponentKind.PubSub, component, metadata);

    public ComponentInstance Put(string name, ComponentKind kind, IComponent component, params (string Name, string Value)[] metadata)
    {
        var items = metadata.Select(pair => new MetadataItem { Name = pair.Name, Value = pair.Value }).ToList();
        var instance = new ComponentInstance(
            new ComponentSpecification { Name = name, Type = $"{kind.Category}.fake", Metadata = items },
            new ComponentDescriptor { Kind = kind, Name = "fake", Summary = "Fake.", Create = () => component },
            component,
            new ComponentMetadata(metadata.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));
        instance.Report(ComponentHealth.Ready);
        Registry.Put(instance);
        return instance;
    }

    public TopicSubscriptions Subscriptions(params TopicSubscription[] declared)
        => new(Engine, Resilience, App, App, Health, declared, "app", NullLogger.Instance);

    public static TopicSubscription Subscription(
        string topic = "orders", string route = "/orders", string deadLetterTopic = "", BulkSubscribeOptions? bulk = null, params (string Key, string Value)[] metadata)
        => new(
            "pubsub",
            topic,
            [new RoutingRule("", route)],
            SubscriptionOrigin.Declarative,
            metadata.ToDictionary(pair => pair.Key, pair => pair.Value),
            deadLetterTopic,
            bulk);

    /// <summary>Publishes, and gives what the broker got.</summary>
    public async Task<JsonElement> PublishAsync(string data, string contentType, string trace = "", params (string Key, string Value)[] metadata)
    {
        await Engine.PublishAsync(
            new Publication
            {
                PubSubName = "pubsub",
                Topic = "orders",
                Data = Encoding.UTF8.GetBytes(data),
                ContentType = contentType,
                Metadata = metadata.ToDictionary(pair => pair.Key, pair => pair.Value),
                TraceParent = trace,
            },
            TestContext.Current.CancellationToken);
        return JsonElement.Parse(Broker.Published.Last().Data.Span);
    }

    public static string Event(string id, string more = "") => $$"""{"id":"{{id}}","source":"s","type":"t","specversion":"1.0","data":1{{more}}}""";
}
