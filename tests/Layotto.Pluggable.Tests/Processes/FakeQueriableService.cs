using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State.Query;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>The queries of a fake state store.</summary>
internal sealed class FakeQueriableService(FakeStateService states) : QueriableStateStore.QueriableStateStoreBase
{
    public static (ServerServiceDefinition Definition, ServiceDescriptor Descriptor) Serve(FakeStateService states)
        => (QueriableStateStore.BindService(new FakeQueriableService(states)), QueriableStateStore.Descriptor);

    public override async Task<QueryResponse> Query(QueryRequest request, ServerCallContext context)
    {
        try
        {
            var page = await states.StoreOf(context).QueryAsync(FromQuery(request.Query), request.Metadata, context.CancellationToken);
            var response = new QueryResponse { Token = page.Token };
            foreach (var item in page.Items)
                response.Items.Add(new QueryItem { Key = item.Key, Data = ByteString.CopyFrom(item.Data.Span), Etag = new Etag { Value = item.ETag ?? "" } });
            return response;
        }
        catch (ComponentException exception)
        {
            throw FakeStateMessages.ToRpc(exception);
        }
    }

    private static StateQuery FromQuery(Query query)
    {
        var filter = string.Join(',', query.Filter.Select(member => $"\"{member.Key}\":{member.Value.Value.ToString(Encoding.UTF8)}"));
        var parsed = StateQueryParser.Parse("{\"filter\":{" + filter + "}}");
        return parsed with
        {
            Sort = [.. query.Sort.Select(sort => new QuerySort(sort.Key.Split('.'), sort.Order == Sorting.Types.Order.Desc))],
            Limit = query.Pagination.Limit > 0 ? (int)query.Pagination.Limit : null,
            Token = query.Pagination.Token,
        };
    }
}
