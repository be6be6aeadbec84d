using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.PubSub.Delivery;
using Layotto.Runtime.PubSub.Events;

namespace Layotto.Dapr.Grpc;

/// <summary>Events as messages of the app's services.</summary>
internal static class TopicEventMessages
{
    // These have fields of their own.
    private static readonly FrozenSet<string> Fields = new[]
    {
        EventFields.Id, EventFields.Source, EventFields.DataContentType, EventFields.Type, EventFields.SpecVersion, EventFields.Data, EventFields.DataBase64,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A single event.</summary>
    /// <exception cref="FormatException">Its payload isn't what it claims to be.</exception>
    public static TopicEventRequest Request(TopicEvent @event) => new()
    {
        Id = @event.Id,
        Source = Text(@event.Members, EventFields.Source),
        Type = Text(@event.Members, EventFields.Type),
        SpecVersion = Text(@event.Members, EventFields.SpecVersion),
        DataContentType = Text(@event.Members, EventFields.DataContentType),
        Data = Data(@event.Members),
        Topic = @event.Topic,
        PubsubName = @event.PubSubName,
        Path = @event.Path,
        Extensions = Extensions(@event.Members),
    };

    /// <summary>Many events.</summary>
    /// <exception cref="FormatException">The payload of one isn't what it claims to be.</exception>
    public static TopicEventBulkRequest Request(BulkTopicEvents events)
    {
        var request = new TopicEventBulkRequest
        {
            Id = events.Id,
            Topic = events.Topic,
            PubsubName = events.PubSubName,
            Type = EventFields.BulkType,
            Path = events.Path,
            Metadata = { events.Metadata.ToDictionary() },
        };
        foreach (var entry in events.Entries)
        {
            var message = new TopicEventBulkRequestEntry { EntryId = entry.EntryId, ContentType = entry.ContentType };
            foreach (var (key, value) in entry.Event.Metadata)
                message.Metadata[key] = value;
            if (events.IsRaw)
            {
                message.Bytes = UnsafeByteOperations.UnsafeWrap(entry.Data);
            }
            else
            {
                var members = entry.Event.Members;
                message.CloudEvent = new TopicEventCERequest
                {
                    Id = entry.Event.Id,
                    Source = Text(members, EventFields.Source),
                    Type = Text(members, EventFields.Type),
                    SpecVersion = Text(members, EventFields.SpecVersion),
                    DataContentType = Text(members, EventFields.DataContentType),
                    Data = Data(members),
                    Extensions = Extensions(members),
                };
            }

            request.Entries.Add(message);
        }

        return request;
    }

    private static ByteString Data(JsonElement members)
    {
        if (members.TryGetProperty(EventFields.DataBase64, out var base64) && base64.ValueKind != JsonValueKind.Null)
        {
            return base64.ValueKind == JsonValueKind.String && base64.TryGetBytesFromBase64(out var bytes)
                ? UnsafeByteOperations.UnsafeWrap(bytes)
                : throw new FormatException("the event's data_base64 is no base64");
        }

        if (!members.TryGetProperty(EventFields.Data, out var data) || data.ValueKind == JsonValueKind.Null)
            return ByteString.Empty;
        var contentType = Text(members, EventFields.DataContentType);
        if (ContentTypes.IsJson(contentType) || ContentTypes.IsCloudEvent(contentType))
            return ByteString.CopyFromUtf8(data.GetRawText());
        if (data.ValueKind == JsonValueKind.String)
            return ByteString.CopyFromUtf8(Text(members, EventFields.Data));
        return ContentTypes.IsText(contentType)
            ? throw new FormatException("unexpected data type encountered in envelope")
            : ByteString.CopyFromUtf8(data.GetRawText());
    }

    private static Struct Extensions(JsonElement members)
    {
        var extensions = new Struct();
        foreach (var member in members.EnumerateObject())
        {
            try
            {
                if (!Fields.Contains(member.Name))
                    extensions.Fields[member.Name] = ToValue(member.Value);
            }
            catch (InvalidOperationException)
            {
                // A name or a text that is no Unicode can't be a message's.
            }
        }

        return extensions;
    }

    private static Value ToValue(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return Value.ForString(element.GetString()!);
            case JsonValueKind.Number:
                return Value.ForNumber(element.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                return Value.ForBool(element.GetBoolean());
            case JsonValueKind.Array:
                return Value.ForList([.. element.EnumerateArray().Select(ToValue)]);
            case JsonValueKind.Object:
                var members = new Struct();
                foreach (var member in element.EnumerateObject())
                    members.Fields[member.Name] = ToValue(member.Value);
                return Value.ForStruct(members);
            default:
                return Value.ForNull();
        }
    }

    private static string Text(JsonElement members, string name)
    {
        if (!members.TryGetProperty(name, out var member) || member.ValueKind != JsonValueKind.String)
            return "";
        try
        {
            return member.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
