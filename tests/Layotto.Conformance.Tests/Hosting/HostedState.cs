using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>A state store that is built in, behind Dapr's contract.</summary>
internal sealed class HostedState(HostedComponents<IStateStore> components) : StateStore.StateStoreBase
{
    public override async Task<InitResponse> Init(InitRequest request, ServerCallContext context)
    {
        await components.InitialiseAsync(request.Metadata.Properties, context);
        return new InitResponse();
    }

    public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context)
        => Task.FromResult(new FeaturesResponse { Features = { components.Of(context).Features } });

    public override Task<PingResponse> Ping(PingRequest request, ServerCallContext context) => Task.FromResult(new PingResponse());

    public override Task<GetResponse> Get(GetRequest request, ServerCallContext context) => HostedComponents<IStateStore>.AnswerAsync(async () =>
    {
        var response = new GetResponse();
        if (await components.Of(context).GetAsync(ToGet(request), context.CancellationToken) is { } value)
        {
            response.Data = ByteString.CopyFrom(value.Data.Span);
            response.Etag = value.ETag is null ? null : new Etag { Value = value.ETag };
            response.Metadata.Add(value.Metadata.ToDictionary());
        }

        return response;
    });

    public override Task<SetResponse> Set(SetRequest request, ServerCallContext context) => HostedComponents<IStateStore>.AnswerAsync(async () =>
    {
        await components.Of(context).SetAsync(ToSet(request), context.CancellationToken);
        return new SetResponse();
    });

    public override Task<DeleteResponse> Delete(DeleteRequest request, ServerCallContext context) => HostedComponents<IStateStore>.AnswerAsync(async () =>
    {
        await components.Of(context).DeleteAsync(ToDelete(request), context.CancellationToken);
        return new DeleteResponse();
    });

    public override Task<BulkGetResponse> BulkGet(BulkGetRequest request, ServerCallContext context) => HostedComponents<IStateStore>.AnswerAsync(async () =>
    {
        var response = new BulkGetResponse();
        foreach (var (key, value, error) in await ((IBulkStateStore)components.Of(context)).GetManyAsync([.. request.Items.Select(ToGet)], context.CancellationToken))
        {
            var item = new BulkStateItem { Key = key, Error = error?.Message ?? "", Data = ByteString.CopyFrom(value is null ? default : value.Data.Span) };
            item.Etag = value?.ETag is { } etag ? new Etag { Value = etag } : null;
            item.Metadata.Add(value?.Metadata.ToDictionary() ?? []);
            response.Items.Add(item);
        }

        return response;
    });

    public override Task<BulkSetResponse> BulkSet(BulkSetRequest request, ServerCallContext context) => HostedComponents<IStateStore>.AnswerAsync(async () =>
    {
        var errors = await ((IBulkStateStore)components.Of(context)).SetManyAsync([.. request.Items.Select(ToSet)], context.CancellationToken);
        return errors.FirstOrDefault(error => error is not null) is { } first ? throw first : new BulkSetResponse();
    });

    public override Task<BulkDeleteResponse> BulkDelete(BulkDeleteRequest request, ServerCallContext context) => HostedComponents<IStateStore>.AnswerAsync(async () =>
    {
        var errors = await ((IBulkStateStore)components.Of(context)).DeleteManyAsync([.. request.Items.Select(ToDelete)], context.CancellationToken);
        return errors.FirstOrDefault(error => error is not null) is { } first ? throw first : new BulkDeleteResponse();
    });

    public TransactionalStateStore.TransactionalStateStoreBase Transactions() => new Transactor(components);

    public QueriableStateStore.QueriableStateStoreBase Queries() => new Querier(components);

    private static StateGetRequest ToGet(GetRequest request) => new(request.Key, (StateConsistency)request.Consistency, request.Metadata);

    private static StateSetRequest ToSet(SetRequest request) => new(
        request.Key, request.Value.Memory, request.Etag?.Value, (StateConcurrency)request.Options.Concurrency, (StateConsistency)request.Options.Consistency, request.Metadata);

    private static StateDeleteRequest ToDelete(DeleteRequest request) => new(
        request.Key, request.Etag?.Value, (StateConcurrency)request.Options.Concurrency, (StateConsistency)request.Options.Consistency, request.Metadata);

    private sealed class Transactor(HostedComponents<IStateStore> components) : TransactionalStateStore.TransactionalStateStoreBase
    {
        public override Task<TransactionalStateResponse> Transact(TransactionalStateRequest request, ServerCallContext context)
            => HostedComponents<IStateStore>.AnswerAsync(async () =>
            {
                await ((ITransactionalStateStore)components.Of(context)).ExecuteAsync(
                    [.. request.Operations.Select(one => one.Set is { } set ? StateTransactionOperation.Upsert(ToSet(set)) : StateTransactionOperation.Remove(ToDelete(one.Delete)))],
                    request.Metadata,
                    context.CancellationToken);
                return new TransactionalStateResponse();
            });
    }

    private sealed class Querier(HostedComponents<IStateStore> components) : QueriableStateStore.QueriableStateStoreBase
    {
        public override Task<QueryResponse> Query(QueryRequest request, ServerCallContext context) => HostedComponents<IStateStore>.AnswerAsync(async () =>
        {
            var filter = string.Join(',', request.Query.Filter.Select(member => $"\"{member.Key}\":{member.Value.Value.ToString(Encoding.UTF8)}"));
            var query = StateQueryParser.Parse("{\"filter\":{" + filter + "}}") with
            {
                Sort = [.. request.Query.Sort.Select(sort => new QuerySort(sort.Key.Split('.'), sort.Order == Sorting.Types.Order.Desc))],
                Limit = request.Query.Pagination.Limit > 0 ? (int)request.Query.Pagination.Limit : null,
                Token = request.Query.Pagination.Token,
            };
            var page = await ((IQueryableStateStore)components.Of(context)).QueryAsync(query, request.Metadata, context.CancellationToken);
            var response = new QueryResponse { Token = page.Token };
            response.Items.Add(page.Items.Select(item => new QueryItem { Key = item.Key, Data = ByteString.CopyFrom(item.Data.Span), Etag = new Etag { Value = item.ETag ?? "" } }));
            return response;
        });
    }
}
