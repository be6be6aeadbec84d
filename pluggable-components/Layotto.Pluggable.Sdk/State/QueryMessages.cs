using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Layotto.Components.State.Query;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Sdk.State;

/// <summary>Between Dapr's messages and queries.</summary>
internal static class QueryMessages
{
    /// <exception cref="StateQueryException">The query is wrong.</exception>
    public static StateQuery ToQuery(Query? query)
    {
        // The filter comes as JSON already, a value for each member; so the query is read as the one document that it was.
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (query is not null)
                Write(writer, query);
            writer.WriteEndObject();
        }

        return StateQueryParser.Parse(buffer.WrittenMemory);
    }

    public static QueryResponse ToResponse(StateQueryPage page)
    {
        var response = new QueryResponse { Token = page.Token };
        foreach (var item in page.Items)
        {
            response.Items.Add(new QueryItem
            {
                Key = item.Key,
                Data = UnsafeByteOperations.UnsafeWrap(item.Data),
                Etag = item.ETag is { } etag ? new Etag { Value = etag } : null,
            });
        }

        return response;
    }

    private static void Write(Utf8JsonWriter writer, Query query)
    {
        writer.WriteStartObject("filter");
        foreach (var (name, value) in query.Filter)
        {
            writer.WritePropertyName(name);
            try
            {
                writer.WriteRawValue(value.Value.Span);
            }
            catch (JsonException exception)
            {
                throw new StateQueryException($"filter.{name}", $"\"filter.{name}\" isn't valid JSON: {exception.Message}");
            }
        }

        writer.WriteEndObject();
        writer.WriteStartArray("sort");
        foreach (var sorting in query.Sort)
        {
            writer.WriteStartObject();
            writer.WriteString("key", sorting.Key);
            writer.WriteString("order", sorting.Order == Sorting.Types.Order.Desc ? "DESC" : "ASC");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (query.Pagination is not { } pagination)
            return;
        writer.WriteStartObject("page");
        writer.WriteNumber("limit", pagination.Limit);
        writer.WriteString("token", pagination.Token);
        writer.WriteEndObject();
    }
}
