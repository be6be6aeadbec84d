using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.PubSub.Subscriptions;

namespace Layotto.Dapr.Grpc;

/// <summary>What the gateway tells about itself, as a message.</summary>
internal static class MetadataMessages
{
    public static GetMetadataResponse Response(GatewayMetadata metadata)
    {
        var response = new GetMetadataResponse
        {
            Id = metadata.AppId,
            RuntimeVersion = metadata.RuntimeVersion,
            AppConnectionProperties = new AppConnectionProperties
            {
                Port = metadata.AppConnection.Port,
                Protocol = metadata.AppConnection.Protocol,
                ChannelAddress = metadata.AppConnection.ChannelAddress,
                MaxConcurrency = metadata.AppConnection.MaxConcurrency,
            },
            ActorRuntime = new ActorRuntime { RuntimeStatus = ActorRuntime.Types.ActorRuntimeStatus.Disabled },
        };
        response.EnabledFeatures.Add(metadata.EnabledFeatures);
        foreach (var component in metadata.Components)
        {
            var message = new RegisteredComponents { Name = component.Name, Type = component.Type, Version = component.Version };
            message.Capabilities.Add(component.Capabilities);
            response.RegisteredComponents.Add(message);
        }

        foreach (var subscription in metadata.Subscriptions())
            response.Subscriptions.Add(Subscription(subscription));
        foreach (var (key, value) in metadata.Extended)
            response.ExtendedMetadata[key] = value;
        foreach (var name in metadata.HttpEndpoints)
            response.HttpEndpoints.Add(new MetadataHTTPEndpoint { Name = name });
        foreach (var name in metadata.Resiliencies)
            response.Resiliencies.Add(new MetadataResiliency { Name = name });
        return response;
    }

    private static PubsubSubscription Subscription(Runtime.PubSub.Subscriptions.TopicSubscription subscription)
    {
        var message = new PubsubSubscription
        {
            PubsubName = subscription.PubSubName,
            Topic = subscription.Topic,
            DeadLetterTopic = subscription.DeadLetterTopic,
            Rules = new PubsubSubscriptionRules(),
            Type = subscription.Origin switch
            {
                SubscriptionOrigin.Declarative => PubsubSubscriptionType.Declarative,
                SubscriptionOrigin.Programmatic => PubsubSubscriptionType.Programmatic,
                _ => PubsubSubscriptionType.Streaming,
            },
        };
        foreach (var (key, value) in subscription.Metadata)
            message.Metadata[key] = value;
        foreach (var rule in subscription.Rules)
            message.Rules.Rules.Add(new PubsubSubscriptionRule { Match = rule.Match, Path = rule.Path });
        return message;
    }
}
