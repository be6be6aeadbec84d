namespace Layotto.Runtime.PubSub.Events;

/// <summary>What a content type says about a payload, by Dapr's rules. Parameters behind a semicolon don't count, nor does case.</summary>
public static class ContentTypes
{
    /// <summary>The content type of a CloudEvent in JSON.</summary>
    public const string CloudEvent = "application/cloudevents+json";

    /// <summary>The content type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The content type of bytes.</summary>
    public const string Binary = "application/octet-stream";

    /// <summary>The content type of a payload that none was given for.</summary>
    public const string Text = "text/plain";

    private const string CloudEventProtobuf = "application/cloudevents+protobuf";

    /// <summary>Whether the payload is a whole CloudEvent.</summary>
    public static bool IsCloudEvent(string contentType) => Is(contentType, CloudEvent);

    /// <summary>Whether it is JSON.</summary>
    public static bool IsJson(string contentType) => Is(contentType, Json);

    /// <summary>Whether it is text.</summary>
    public static bool IsText(string contentType)
        => contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || Is(contentType, "application/xml");

    /// <summary>Whether it is bytes.</summary>
    public static bool IsBinary(string contentType) => Is(contentType, Binary);

    /// <summary>Whether an event carries the payload in base64.</summary>
    public static bool IsCarriedInBase64(string contentType) => IsBinary(contentType) || Is(contentType, CloudEventProtobuf);

    private static bool Is(ReadOnlySpan<char> contentType, string expected)
    {
        var semicolon = contentType.IndexOf(';');
        return (semicolon < 0 ? contentType : contentType[..semicolon]).Equals(expected, StringComparison.OrdinalIgnoreCase);
    }
}
