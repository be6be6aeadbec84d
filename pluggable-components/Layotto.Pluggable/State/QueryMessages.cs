using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Layotto.Components;
using Layotto.Components.State.Query;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.State;

/// <summary>Between queries and Dapr's messages.</summary>
internal static class QueryMessages
{
    public static QueryRequest ToRequest(StateQuery query, IReadOnlyDictionary<string, string> metadata)
    {
        var message = new Query
        {
            Pagination = new Pagination { Limit = query.Limit ?? 0, Token = query.Token },
        };
        if (query.Filter is { } filter)
        {
            // Dapr puts the JSON of each member of the filter object into an Any without a type; there is one member.
            var (name, json) = QueryFilterJson.Write(filter);
            message.Filter.Add(name, new Any { Value = ByteString.CopyFrom(json.Span) });
        }

        message.Sort.Add(query.Sort.Select(sort => new Sorting
        {
            Key = string.Join('.', sort.Path),
            Order = sort.IsDescending ? Sorting.Types.Order.Desc : Sorting.Types.Order.Asc,
        }));
        var request = new QueryRequest { Query = message };
        request.Metadata.AddAll(metadata);
        return request;
    }

    /// <exception cref="ComponentException">One of the values couldn't be read.</exception>
    public static StateQueryPage ToPage(QueryResponse response)
    {
        var items = new StateQueryItem[response.Items.Count];
        for (var index = 0; index < items.Length; index++)
        {
            var item = response.Items[index];
            if (item.Error.Length > 0)
                throw new ComponentException($"The value of {item.Key} could not be read: {item.Error}");
            items[index] = new StateQueryItem(item.Key, item.Data.Memory, string.IsNullOrEmpty(item.Etag?.Value) ? null : item.Etag.Value);
        }

        return new StateQueryPage(items, response.Token);
    }
}
