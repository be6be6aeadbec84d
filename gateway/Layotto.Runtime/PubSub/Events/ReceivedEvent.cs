using System.Globalization;
using System.Text.Json;
using Layotto.Components.PubSub;
using Layotto.Runtime.Telemetry;

namespace Layotto.Runtime.PubSub.Events;

/// <summary>A message of a broker as the event that it carries. Dispose it when the event is done with.</summary>
internal sealed class ReceivedEvent : IDisposable
{
    private const string BinaryModePrefix = "ce_";

    private readonly JsonDocument _document;

    private ReceivedEvent(ReadOnlyMemory<byte> json, IReadOnlyDictionary<string, string> metadata)
    {
        _document = EventJson.ParseObject(json);
        Json = json;
        Id = EventJson.Text(Root, EventFields.Id);
        Trace = TraceHeaders.Read(
            Find(EventFields.TraceParent, metadata) ?? Find(EventFields.TraceId, metadata), Find(EventFields.TraceState, metadata));
    }

    /// <summary>The event in JSON: as it came, where it came as an event.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The event's members.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Its id; empty when it has none.</summary>
    public string Id { get; }

    /// <summary>Its trace context; none also when what stands there is no text, or no context.</summary>
    public TraceContext Trace { get; }

    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="pubSubName">The component it is from.</param>
    /// <param name="topic">The topic, as the app calls it.</param>
    /// <param name="isRaw">Whether messages come without an envelope.</param>
    /// <exception cref="JsonException">It should be an event and is none.</exception>
    public static ReceivedEvent Read(PubSubMessage message, string pubSubName, string topic, bool isRaw)
    {
        if (isRaw)
            return new ReceivedEvent(EventWriter.WrapReceived(pubSubName, topic, message.Data, message.Metadata), message.Metadata);
        var contentType = message.ContentType ?? message.Metadata.GetValueOrDefault("content-type") ?? "";
        return new ReceivedEvent(
            ContentTypes.IsBinary(contentType) && message.Metadata.Keys.Any(key => key.StartsWith(BinaryModePrefix, StringComparison.OrdinalIgnoreCase))
                ? EventWriter.Assemble(message.Data, contentType, message.Metadata, BinaryModePrefix)
                : message.Data,
            message.Metadata);
    }

    /// <summary>Whether it is no longer to be delivered.</summary>
    public bool HasExpired(DateTimeOffset now)
        => EventJson.Text(Root, EventFields.Expiration) is { Length: > 0 } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiration)
            && expiration < now;

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();

    // A member that is there and no text is no trace context; one that isn't there may have come as metadata.
    private string? Find(string name, IReadOnlyDictionary<string, string> metadata)
        => Root.TryGetProperty(name, out _)
            ? EventJson.Text(Root, name) is { Length: > 0 } text ? text : null
            : metadata.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
