using System.Text;
using System.Text.Json;
using Layotto.Runtime.PubSub.Events;
using Layotto.Runtime.State;

namespace Layotto.Runtime.PubSub.Outbox;

/// <summary>A message of a transaction: the event, and the row that remembers it until it is published.</summary>
/// <param name="Key">The row's key, and the event's id.</param>
/// <param name="Event">The event in JSON, ready to be published.</param>
/// <param name="ContentType">The payload's content type.</param>
internal sealed record OutboxMessage(string Key, ReadOnlyMemory<byte> Event, string ContentType)
{
    /// <summary>What the keys of such rows begin with, in Dapr too.</summary>
    public const string KeyPrefix = "outbox-";

    private const string MetadataContentType = "contentType";

    /// <summary>Makes the message of an operation.</summary>
    /// <param name="settings">The outbox.</param>
    /// <param name="written">The operation that writes.</param>
    /// <param name="payload">What is published: the same, or its projection.</param>
    /// <param name="appId">The app's id.</param>
    /// <param name="traceParent">The trace context; empty for none.</param>
    /// <param name="traceState">The trace's state; empty for none.</param>
    /// <param name="now">The time.</param>
    public static OutboxMessage Create(
        OutboxSettings settings, in StateItem written, in StateItem payload, string appId, string traceParent, string traceState, DateTimeOffset now)
    {
        var key = KeyPrefix + Guid.NewGuid();
        var contentType = payload.Metadata.GetValueOrDefault(MetadataContentType) ?? "";
        var wrapped = EventWriter.Wrap(
            new EventSource(settings.PubSubName, settings.Topic, appId, traceParent, traceState, now, null),
            Payload(payload, contentType),
            contentType,
            EventOverrides.Read(written.Metadata) with { Id = key });
        return new OutboxMessage(key, Extend(wrapped, written.Metadata), contentType.Length == 0 ? ContentTypes.Text : contentType);
    }

    /// <summary>What the row holds.</summary>
    /// <param name="settings">The outbox.</param>
    /// <param name="owner">Whose message it is.</param>
    /// <param name="now">The time.</param>
    public ReadOnlyMemory<byte> ToRow(OutboxSettings settings, string owner, DateTimeOffset now)
        => EventJson.Write(Event.Length, (Message: this, Settings: settings, Owner: owner, Now: now), static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteString("owner"u8, state.Owner);
            writer.WriteNumber("written"u8, state.Now.ToUnixTimeMilliseconds());
            writer.WriteString("contentType"u8, state.Message.ContentType);
            writer.WritePropertyName("event"u8);
            writer.WriteRawValue(state.Message.Event.Span, skipInputValidation: true);
            writer.WriteEndObject();
        });

    /// <summary>Reads what a row holds.</summary>
    /// <returns>Whether it is one of ours; Dapr's own hold no event.</returns>
    public static bool TryFromRow(string key, ReadOnlyMemory<byte> row, out OutboxMessage message, out string owner, out DateTimeOffset written)
    {
        (message, owner, written) = (null!, "", default);
        try
        {
            using var document = EventJson.ParseObject(row);
            var root = document.RootElement;
            if (!root.TryGetProperty("event", out var @event) || !root.TryGetProperty("written", out var time) || !time.TryGetInt64(out var milliseconds))
                return false;
            message = new OutboxMessage(key, Encoding.UTF8.GetBytes(@event.GetRawText()), EventJson.Text(root, "contentType"));
            owner = EventJson.Text(root, "owner");
            written = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static ReadOnlyMemory<byte> Payload(in StateItem item, string contentType)
    {
        if (!item.IsJsonText || ContentTypes.IsJson(contentType) || item.Value.Length < 2 || item.Value.Span[0] != (byte)'"')
            return item.Value;
        try
        {
            using var document = JsonDocument.Parse(item.Value);
            return Encoding.UTF8.GetBytes(document.RootElement.GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return item.Value;
        }
    }

    // As in Dapr, all of the operation's metadata become members of the event; but for the payload, the id, and what is said of the
    // envelope already.
    private static ReadOnlyMemory<byte> Extend(ReadOnlyMemory<byte> wrapped, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return wrapped;
        using var document = EventJson.ParseObject(wrapped);
        return EventJson.Write(wrapped.Length, (Event: document.RootElement, Metadata: metadata), static (writer, state) =>
        {
            writer.WriteStartObject();
            foreach (var member in state.Event.EnumerateObject())
            {
                if (!IsTaken(state.Metadata, member.Name))
                    member.WriteTo(writer);
            }

            foreach (var (key, value) in state.Metadata)
            {
                if (IsMember(key))
                    writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        });
    }

    private static bool IsTaken(IReadOnlyDictionary<string, string> metadata, string name) => IsMember(name) && metadata.ContainsKey(name);

    private static bool IsMember(string key)
        => key is not (EventFields.Data or EventFields.DataBase64 or EventFields.Id or EventFields.Topic or EventFields.PubSubName)
            && !key.StartsWith(EventOverrides.Prefix, StringComparison.OrdinalIgnoreCase);
}
