using System.Text;
using System.Text.Json;

namespace Layotto.Runtime.PubSub.Events;

/// <summary>Completes an event that a publisher made itself: its own members stay as they are, gaps are filled, and topic and component are ours.</summary>
internal static class EventCompleter
{
    // What the JSON reader and writer would make of a name is compared, so an escaped one can't slip by.
    private static readonly HashSet<string> Ours = [EventFields.Topic, EventFields.PubSubName];

    /// <summary>Completes an event.</summary>
    /// <param name="source">What is filled in.</param>
    /// <param name="json">The event as the publisher made it.</param>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static ReadOnlyMemory<byte> Complete(in EventSource source, ReadOnlyMemory<byte> json)
    {
        if (!System.Text.Unicode.Utf8.IsValid(json.Span))
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        using var document = EventJson.ParseObject(json);
        try
        {
            return EventJson.Write(json.Length, (Source: source, Event: document.RootElement), static (writer, state) => Write(writer, state.Source, state.Event));
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("the name of a member is no Unicode text", exception);
        }
    }

    private static void Write(Utf8JsonWriter writer, in EventSource source, JsonElement @event)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var member in @event.EnumerateObject())
        {
            if (Ours.Contains(member.Name) || IsReplaced(member, source, @event) || !present.Add(member.Name))
                continue;

            // Of members with the same name the last one counts.
            writer.WritePropertyName(member.Name);
            writer.WriteRawValue(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(@event.GetProperty(member.Name)), skipInputValidation: true);
        }

        Fill(writer, present, EventFields.Id, Guid.NewGuid().ToString());
        Fill(writer, present, EventFields.Source, EventFields.DefaultSource);
        Fill(writer, present, EventFields.SpecVersion, EventFields.CloudEventsVersion);
        Fill(writer, present, EventFields.Type, EventFields.DefaultType);
        Fill(writer, present, EventFields.Time, EventJson.Time(source.Now));
        if (present.Add(EventFields.TraceId))
        {
            writer.WriteString(EventFields.TraceId, source.TraceParent);
            Fill(writer, present, EventFields.TraceParent, source.TraceParent);
        }

        Fill(writer, present, EventFields.TraceState, source.TraceState);
        writer.WriteString(EventFields.Topic, source.Topic);
        writer.WriteString(EventFields.PubSubName, source.PubSubName);
        if (source.Expiration is { } expiration)
            writer.WriteString(EventFields.Expiration, EventJson.Time(expiration));
        writer.WriteEndObject();
    }

    // A source, type or version of null is a gap. An event without the older trace field gets both from the trace there is.
    private static bool IsReplaced(JsonProperty member, in EventSource source, JsonElement @event) => member.Name switch
    {
        EventFields.Source or EventFields.Type or EventFields.SpecVersion => member.Value.ValueKind == JsonValueKind.Null,
        EventFields.Expiration => source.Expiration is not null,
        EventFields.TraceParent => source.TraceParent.Length > 0 && !@event.TryGetProperty(EventFields.TraceId, out _),
        _ => false,
    };

    private static void Fill(Utf8JsonWriter writer, HashSet<string> present, string name, string value)
    {
        if (present.Add(name))
            writer.WriteString(name, value);
    }
}
