using Common = Layotto.Protos.Dapr.Common.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Components.State;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Runtime.State;
using Layotto.Runtime.Telemetry;

namespace Layotto.Dapr.Grpc;

/// <content>The state API.</content>
public sealed partial class DaprService
{
    private static readonly Empty Nothing = new();

    /// <inheritdoc/>
    public override Task<GetStateResponse> GetState(GetStateRequest request, ServerCallContext context)
    {
        var pending = services.State.GetAsync(
            request.StoreName, request.Key, StateMessages.Consistency(request.Consistency), request.Metadata, context.CancellationToken);
        return pending.IsCompletedSuccessfully ? Task.FromResult(StateMessages.Response(pending.Result)) : AwaitGetAsync(pending);
    }

    /// <inheritdoc/>
    public override async Task<GetBulkStateResponse> GetBulkState(GetBulkStateRequest request, ServerCallContext context)
    {
        var items = await services.State
            .GetManyAsync(request.StoreName, request.Keys, request.Parallelism, request.Metadata, context.CancellationToken)
            .ConfigureAwait(false);
        var response = new GetBulkStateResponse();
        foreach (var item in items)
            response.Items.Add(StateMessages.BulkItem(item));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<Empty> SaveState(SaveStateRequest request, ServerCallContext context)
    {
        await services.State.SaveAsync(request.StoreName, StateMessages.Items(request.States), context.CancellationToken).ConfigureAwait(false);
        return Nothing;
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteState(DeleteStateRequest request, ServerCallContext context)
    {
        await services.State.DeleteAsync(request.StoreName, StateMessages.Item(request), context.CancellationToken).ConfigureAwait(false);
        return Nothing;
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeleteBulkState(DeleteBulkStateRequest request, ServerCallContext context)
    {
        await services.State.DeleteManyAsync(request.StoreName, StateMessages.Items(request.States), context.CancellationToken).ConfigureAwait(false);
        return Nothing;
    }

    /// <inheritdoc/>
    public override async Task<Empty> ExecuteStateTransaction(ExecuteStateTransactionRequest request, ServerCallContext context)
    {
        var operations = new StateOperation[request.Operations.Count];
        for (var index = 0; index < operations.Length; index++)
        {
            var operation = request.Operations[index];
            operations[index] = new StateOperation(operation.OperationType, StateMessages.Item(operation.Request ?? new Common.StateItem()));
        }

        var trace = TraceHeaders.Read(context.GetHttpContext().Request.Headers);
        await services.State.TransactAsync(request.StoreName, operations, request.Metadata, trace, context.CancellationToken).ConfigureAwait(false);
        return Nothing;
    }

    /// <inheritdoc/>
    public override async Task<QueryStateResponse> QueryStateAlpha1(QueryStateRequest request, ServerCallContext context)
    {
        var query = System.Text.Encoding.UTF8.GetBytes(request.Query);
        var page = await services.State.QueryAsync(request.StoreName, query, request.Metadata, context.CancellationToken).ConfigureAwait(false);
        var response = new QueryStateResponse { Token = page.Items.Count == 0 ? "" : page.Token };
        foreach (var item in page.Items)
        {
            response.Results.Add(new QueryStateItem
            {
                Key = item.Key,
                Data = UnsafeByteOperations.UnsafeWrap(item.Data),
                Etag = item.ETag ?? "",
            });
        }

        return response;
    }

    private static async Task<GetStateResponse> AwaitGetAsync(ValueTask<StateValue?> pending)
        => StateMessages.Response(await pending.ConfigureAwait(false));
}
