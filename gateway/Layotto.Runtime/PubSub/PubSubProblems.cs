using Layotto.Components;
using Layotto.Runtime.Errors;

namespace Layotto.Runtime.PubSub;

/// <summary>The errors of the publish API, with the words and the facts that Dapr gives them.</summary>
internal static class PubSubProblems
{
    public static ApiException NameEmpty(IReadOnlyDictionary<string, string> metadata)
        => new(PubSubErrors.NameEmpty, ErrorKind.InvalidArgument, "pubsub name is empty")
        {
            Resource = Resource("", "pubsub name is empty"),
            Facts = [.. metadata],
        };

    public static ApiException TopicEmpty(string name, IReadOnlyDictionary<string, string> metadata)
    {
        var message = $"topic is empty in pubsub {name}";
        return new(PubSubErrors.TopicEmpty, ErrorKind.InvalidArgument, message) { Resource = Resource(name, message), Facts = [.. metadata] };
    }

    public static ApiException NotFound(string name) => new(PubSubErrors.NotFound, ErrorKind.InvalidArgument, $"pubsub {name} is not found");

    public static ApiException NotReady(string name, string reason)
        => new(PubSubErrors.NotFound, ErrorKind.Unavailable, $"pubsub {name} is not ready: {reason}");

    public static ApiException Gone(string name, string topic)
    {
        var message = $"pubsub '{name}' not found";
        return new(PubSubErrors.Gone, ErrorKind.NotFound, message)
        {
            Resource = Resource(name, message),
            Facts = [KeyValuePair.Create("topic", topic), KeyValuePair.Create("error", $"pubsub '{name}' not found")],
        };
    }

    public static ApiException Forbidden(string name, string topic, string appId)
    {
        var message = $"topic {topic} is not allowed for app id {appId}";
        return new(PubSubErrors.Forbidden, ErrorKind.PermissionDenied, message)
        {
            Resource = Resource(name, message),
            Facts = [KeyValuePair.Create("topic", topic), KeyValuePair.Create("error", message)],
        };
    }

    public static ApiException Publish(string name, string topic, string reason, Exception? cause)
    {
        var message = $"error when publishing to topic {topic} in pubsub {name}: {reason}";
        return new(PubSubErrors.Publish, cause is ComponentUnavailableException ? ErrorKind.Unavailable : ErrorKind.Internal, message, cause)
        {
            Resource = Resource(name, message),
            Facts = [KeyValuePair.Create("topic", topic), KeyValuePair.Create("error", reason)],
        };
    }

    public static ApiException Metadata(string name, IReadOnlyDictionary<string, string> metadata, string reason)
    {
        var message = $"failed deserializing metadata. Error: {reason}";
        return new(PubSubErrors.Metadata, ErrorKind.InvalidArgument, message) { Resource = Resource(name, message), Facts = [.. metadata] };
    }

    public static ApiException CloudEvent(string name, string appId, string reason, Exception? cause)
        => new(PubSubErrors.CloudEvent, ErrorKind.InvalidArgument, "cannot create cloudevent", cause)
        {
            Resource = Resource(name, "cannot create cloudevent"),
            Facts = [KeyValuePair.Create("appID", appId), KeyValuePair.Create("error", reason)],
        };

    public static ApiException Entries(string name, string topic, string appId)
    {
        const string Reason = "entryId is duplicated or not present for entry";
        var message = $"error marshaling events to bytes for topic {topic} pubsub {name}. error: {Reason}";
        return new(PubSubErrors.Entries, ErrorKind.InvalidArgument, message)
        {
            Resource = Resource(name, message),
            Facts = [KeyValuePair.Create("appID", appId), KeyValuePair.Create("error", Reason)],
        };
    }

    private static ErrorResource Resource(string name, string description) => new("pubsub", name, description);
}
