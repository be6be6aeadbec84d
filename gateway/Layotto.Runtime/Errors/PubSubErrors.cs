namespace Layotto.Runtime.Errors;

/// <summary>The error codes of the publish API.</summary>
public static class PubSubErrors
{
    /// <summary>No pub/sub component is configured at all.</summary>
    public static readonly ErrorCode NotConfigured = new("ERR_PUBSUB_NOT_CONFIGURED", "pubsub", "DAPR_PUBSUB_NOT_CONFIGURED");

    /// <summary>The request names no pub/sub component.</summary>
    public static readonly ErrorCode NameEmpty = new("ERR_PUBSUB_EMPTY", "pubsub", "DAPR_PUBSUB_NAME_EMPTY");

    /// <summary>The request names no topic.</summary>
    public static readonly ErrorCode TopicEmpty = new("ERR_TOPIC_NAME_EMPTY", "pubsub", "DAPR_PUBSUB_TOPIC_NAME_EMPTY");

    /// <summary>There is no pub/sub component of this name.</summary>
    public static readonly ErrorCode NotFound = new("ERR_PUBSUB_NOT_FOUND", "pubsub", "DAPR_PUBSUB_NOT_FOUND");

    /// <summary>The pub/sub component went while the request was under way. Dapr gives this the same code, and another reason.</summary>
    public static readonly ErrorCode Gone = new("ERR_PUBSUB_NOT_FOUND", "pubsub", "DAPR_PUBSUB_TEST_NOT_FOUND");

    /// <summary>The component's scopes keep the topic from the app.</summary>
    public static readonly ErrorCode Forbidden = new("ERR_PUBSUB_FORBIDDEN", "pubsub", "DAPR_PUBSUB_FORBIDDEN");

    /// <summary>The broker didn't take the message.</summary>
    public static readonly ErrorCode Publish = new("ERR_PUBSUB_PUBLISH_MESSAGE", "pubsub", "DAPR_PUBSUB_PUBLISH_MESSAGE");

    /// <summary>The request's metadata can't be read.</summary>
    public static readonly ErrorCode Metadata = new("ERR_PUBSUB_REQUEST_METADATA", "pubsub", "DAPR_PUBSUB_METADATA_DESERIALIZATION");

    /// <summary>No CloudEvent can be made of the request.</summary>
    public static readonly ErrorCode CloudEvent = new("ERR_PUBSUB_CLOUD_EVENTS_SER", "pubsub", "DAPR_PUBSUB_CLOUD_EVENT_CREATION");

    /// <summary>An event of a bulk request isn't what its content type says.</summary>
    public static readonly ErrorCode Envelope = new("ERR_PUBSUB_EVENTS_SER", "pubsub", "DAPR_PUBSUB_MARSHAL_ENVELOPE");

    /// <summary>An entry of a bulk request has no id, or one that another has too.</summary>
    public static readonly ErrorCode Entries = new("ERR_PUBSUB_EVENTS_SER", "pubsub", "DAPR_PUBSUB_MARSHAL_EVENTS");

    /// <summary>The body of a bulk request can't be read.</summary>
    public static readonly ErrorCode Body = new("ERR_PUBSUB_EVENTS_SER", "pubsub", "DAPR_PUBSUB_UNMARSHAL_EVENTS");

    /// <summary>The message of a transaction couldn't be published, so nothing was written.</summary>
    public static readonly ErrorCode Outbox = new("ERR_PUBLISH_OUTBOX", "pubsub", "DAPR_PUBSUB_OUTBOX");
}
