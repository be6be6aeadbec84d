using Layotto.Dapr.Resources.Manifests;

namespace Layotto.Dapr.Resources.Subscriptions;

/// <summary>Reads a document of kind Subscription, in either version.</summary>
internal static class SubscriptionReader
{
    public const string Kind = "Subscription";
    public const string OldApiVersion = "dapr.io/v1alpha1";
    public const string ApiVersion = "dapr.io/v2alpha1";

    public static SubscriptionResource Read(FieldReader document, bool isOldVersion)
    {
        var header = ManifestHeader.Read(document);
        var subscription = new SubscriptionResource
        {
            Name = header.Name,
            Namespace = header.Namespace,
            Scopes = header.Scopes,
            PubSubName = "",
            Topic = "",
            Source = header.Source,
        };
        if (document.Object("spec") is { } spec)
        {
            subscription = subscription with
            {
                PubSubName = spec.RequiredText("pubsubname", "orders-pubsub"),
                Topic = spec.RequiredText("topic", "orders"),
                DeadLetterTopic = spec.Text("deadLetterTopic"),
                Metadata = spec.TextMap("metadata"),
                BulkSubscribe = spec.Section("bulkSubscribe", bulk => new BulkSubscribeSettings
                {
                    IsEnabled = bulk.Boolean("enabled") ?? false,
                    MaxMessagesCount = bulk.Integer("maxMessagesCount", 0) ?? 0,
                    MaxAwaitDurationMs = bulk.Integer("maxAwaitDurationMs", 0) ?? 0,
                }) ?? new BulkSubscribeSettings(),
            };
            subscription = isOldVersion ? ReadRoute(spec, subscription) : ReadRoutes(spec, subscription);
            spec.ReportUnknown();
        }
        else if (!document.Has("spec"))
        {
            document.Error("spec", "The subscription has no spec.", "Give its pubsubname, its topic and where events go.");
        }

        document.ReportUnknown();
        return subscription;
    }

    private static SubscriptionResource ReadRoute(FieldReader spec, SubscriptionResource subscription)
    {
        if (spec.Has("routes"))
        {
            spec.Error("routes", $"The field \"routes\" is for apiVersion {ApiVersion}.", $"Set apiVersion: {ApiVersion}, or give a single route, such as route: /orders");
            return subscription;
        }

        return subscription with { DefaultRoute = spec.RequiredText("route", "/orders") };
    }

    private static SubscriptionResource ReadRoutes(FieldReader spec, SubscriptionResource subscription)
    {
        if (spec.Has("route"))
            spec.Error("route", $"The field \"route\" is for apiVersion {OldApiVersion}.", "Write routes: { default: /orders }");
        subscription = spec.Section("routes", routes => subscription with
        {
            DefaultRoute = routes.Text("default"),
            Rules = routes.Objects("rules", rule => new SubscriptionRule
            {
                Match = rule.Text("match"),
                Path = rule.RequiredText("path", "/orders/widgets"),
            }),
        }) ?? subscription;
        if (subscription.DefaultRoute.Length == 0 && subscription.Rules.Count == 0 && !spec.Has("route"))
            spec.Error("routes", "The subscription leads nowhere.", "Give at least a default route, such as routes: { default: /orders }");
        return subscription;
    }
}
