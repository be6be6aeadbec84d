namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>Resource files about pub/sub.</summary>
internal static class PubSubResources
{
    public static string Component(string name = "pubsub", params (string Name, string Value)[] metadata) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: pubsub.in-memory
          version: v1
        {string.Join('\n', metadata.Select(item => $"  - name: {item.Name}\n    value: \"{item.Value}\"").Prepend(metadata.Length == 0 ? "" : "  metadata:"))}
        """;

    public static string Subscription(string name, string topic, string route, string more = "") => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata:
          name: {name}
        spec:
          pubsubname: pubsub
          topic: {topic}
          route: {route}
        {more}
        """;
}
