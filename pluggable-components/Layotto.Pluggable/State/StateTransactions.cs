using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Pluggable.Connections;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.State;

/// <summary>Transactions of a state store in another process (<c>TransactionalStateStore</c>, <c>TransactionalStoreMultiMaxSize</c>).</summary>
internal static class StateTransactions
{
    // Dapr's.
    private static readonly TimeSpan MaximumTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes the call of a transaction.</summary>
    public static Task ExecuteAsync(
        CallInvoker invoker,
        IReadOnlyList<StateTransactionOperation> operations,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var request = new TransactionalStateRequest();
        foreach (var operation in operations)
            request.Operations.Add(StateMessages.ToOperation(operation));
        request.Metadata.AddAll(metadata);
        return new Protos.Dapr.Components.V1.TransactionalStateStore.TransactionalStateStoreClient(invoker)
            .TransactAsync(request, cancellationToken: cancellationToken).ResponseAsync;
    }

    /// <summary>The key that a transaction with an etag that didn't hold is told of: the wire doesn't say which it was.</summary>
    public static string BlamedKey(IReadOnlyList<StateTransactionOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (operation.Set is { } set ? set.HasETag || set.Concurrency == StateConcurrency.FirstWrite : operation.Delete!.Value.HasETag)
                return operation.Key;
        }

        return operations.Count > 0 ? operations[0].Key : "";
    }

    /// <summary>Asks for the most operations of a transaction; what can't be told, or isn't above zero, is no limit.</summary>
    public static async Task<int?> ReadMaximumAsync(CallInvoker invoker, ComponentContext context, CancellationToken cancellationToken)
    {
        try
        {
            var options = new CallOptions(
                deadline: (context.TimeProvider.GetUtcNow() + MaximumTimeout).UtcDateTime, cancellationToken: cancellationToken);
            var response = await new TransactionalStoreMultiMaxSize.TransactionalStoreMultiMaxSizeClient(invoker)
                .MultiMaxSizeAsync(new MultiMaxSizeRequest(), options).ResponseAsync.ConfigureAwait(false);
            return response.MaxSize > 0 ? (int)Math.Min(response.MaxSize, int.MaxValue) : null;
        }
        catch (RpcException exception) when (exception.StatusCode != StatusCode.Unavailable && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
