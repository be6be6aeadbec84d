using Grpc.Core;
using Layotto.Components.State;

namespace Layotto.Pluggable.State;

/// <summary>A state store in another process that has transactions.</summary>
/// <param name="socket">Where the process is.</param>
/// <param name="tellsMaximum">Whether the process tells the most operations of a transaction.</param>
internal class TransactionalStateStore(ComponentSocket socket, bool tellsMaximum) : PluggableStateStore(socket), ITransactionalStateStore
{
    /// <inheritdoc/>
    public int? MaxTransactionOperations { get; private set; }

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(
        IReadOnlyList<StateTransactionOperation> operations, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            await StateTransactions.ExecuteAsync(Link.Invoker, operations, metadata, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            throw WriteError(exception, StateTransactions.BlamedKey(operations), cancellationToken);
        }
    }

    protected override bool Serves(string feature) => feature == StateFeatures.Transactional || base.Serves(feature);

    protected override async Task InitialiseFurtherAsync(CallInvoker invoker, CancellationToken cancellationToken)
        => MaxTransactionOperations = tellsMaximum
            ? await StateTransactions.ReadMaximumAsync(invoker, Link.Context, cancellationToken).ConfigureAwait(false)
            : null;
}
