using System.Text;
using System.Text.Json;

namespace Layotto.Runtime.PubSub.Events;

/// <summary>Makes events. Members come in the order of their names, which is the order that Dapr writes them in.</summary>
internal static class EventWriter
{
    /// <summary>Wraps a payload into an event. JSON stands in it byte for byte; what only claims to be JSON becomes a text.</summary>
    /// <param name="source">What the event is made of.</param>
    /// <param name="data">The payload.</param>
    /// <param name="contentType">The payload's content type; empty when it isn't known.</param>
    /// <param name="overrides">What the publisher says about the envelope.</param>
    public static ReadOnlyMemory<byte> Wrap(in EventSource source, ReadOnlyMemory<byte> data, string contentType, in EventOverrides overrides)
        => EventJson.Write(
            data.Length,
            (Source: source, Data: data, ContentType: contentType.Length == 0 ? ContentTypes.Text : contentType, Overrides: overrides),
            static (writer, state) =>
            {
                var (source, data, contentType, overrides) = state;

                // The older name carries the trace context too; a publisher's newer one goes before all.
                var trace = overrides.TraceParent ?? overrides.TraceId ?? source.TraceParent;
                writer.WriteStartObject();
                if (!ContentTypes.IsCarriedInBase64(contentType))
                    WriteData(writer, data.Span, contentType);
                else
                    writer.WriteBase64String(EventFields.DataBase64, data.Span);
                writer.WriteString(EventFields.DataContentType, contentType);
                if (source.Expiration is { } expiration)
                    writer.WriteString(EventFields.Expiration, EventJson.Time(expiration));
                writer.WriteString(EventFields.Id, overrides.Id ?? Guid.NewGuid().ToString());
                writer.WriteString(EventFields.PubSubName, source.PubSubName);
                writer.WriteString(EventFields.Source, overrides.Source ?? (source.AppId.Length == 0 ? EventFields.DefaultSource : source.AppId));
                writer.WriteString(EventFields.SpecVersion, EventFields.CloudEventsVersion);
                if (overrides.Subject is { } subject)
                    writer.WriteString(EventFields.Subject, subject);
                writer.WriteString(EventFields.Time, EventJson.Time(source.Now));
                writer.WriteString(EventFields.Topic, source.Topic);
                writer.WriteString(EventFields.TraceId, trace);
                writer.WriteString(EventFields.TraceParent, trace);
                writer.WriteString(EventFields.TraceState, overrides.TraceState ?? source.TraceState);
                writer.WriteString(EventFields.Type, overrides.Type ?? EventFields.DefaultType);
                writer.WriteEndObject();
            });

    /// <summary>Wraps a payload that came without an envelope for an app that is promised one.</summary>
    public static ReadOnlyMemory<byte> WrapReceived(
        string pubSubName, string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata)
        => EventJson.Write(
            data.Length * 4 / 3,
            (PubSubName: pubSubName, Topic: topic, Data: data, Metadata: metadata),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                writer.WriteBase64String(EventFields.DataBase64, state.Data.Span);
                writer.WriteString(EventFields.DataContentType, ContentTypes.Binary);
                writer.WriteString(EventFields.Id, Guid.NewGuid().ToString());
                writer.WriteString(EventFields.PubSubName, state.PubSubName);
                writer.WriteString(EventFields.Source, EventFields.DefaultSource);
                writer.WriteString(EventFields.SpecVersion, EventFields.CloudEventsVersion);
                writer.WriteString(EventFields.Topic, state.Topic);
                var parent = state.Metadata.GetValueOrDefault(EventFields.TraceParent);
                if ((parent ?? state.Metadata.GetValueOrDefault(EventFields.TraceId)) is { } trace)
                    writer.WriteString(EventFields.TraceId, trace);
                if (parent is not null)
                    writer.WriteString(EventFields.TraceParent, parent);
                if (state.Metadata.GetValueOrDefault(EventFields.TraceState) is { } traceState)
                    writer.WriteString(EventFields.TraceState, traceState);
                writer.WriteString(EventFields.Type, EventFields.DefaultType);
                writer.WriteEndObject();
            });

    /// <summary>Puts an event together whose members came as metadata that begins with <c>ce_</c>, and whose payload came bare.</summary>
    public static ReadOnlyMemory<byte> Assemble(
        ReadOnlyMemory<byte> data, string contentType, IReadOnlyDictionary<string, string> metadata, string prefix)
        => EventJson.Write(
            data.Length * 4 / 3,
            (Data: data, ContentType: contentType, Metadata: metadata, Prefix: prefix),
            static (writer, state) =>
            {
                writer.WriteStartObject();
                var written = new HashSet<string>(StringComparer.Ordinal)
                {
                    EventFields.Data, EventFields.DataBase64, EventFields.DataContentType,
                };
                writer.WriteBase64String(EventFields.DataBase64, state.Data.Span);
                writer.WriteString(EventFields.DataContentType, state.ContentType);
                foreach (var (key, value) in state.Metadata)
                {
                    if (key.StartsWith(state.Prefix, StringComparison.OrdinalIgnoreCase) && written.Add(key[state.Prefix.Length..].ToLowerInvariant()))
                        writer.WriteString(key[state.Prefix.Length..].ToLowerInvariant(), value);
                }

                writer.WriteEndObject();
            });

    private static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> data, string contentType)
    {
        writer.WritePropertyName(EventFields.Data);
        if (ContentTypes.IsJson(contentType) && EventJson.IsValue(data))
            writer.WriteRawValue(data, skipInputValidation: true);
        else
            writer.WriteStringValue(Encoding.UTF8.GetString(data));
    }
}
