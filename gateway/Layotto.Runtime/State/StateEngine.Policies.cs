using System.Runtime.CompilerServices;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.State;

/// <content>Calls of stores under the policies written for them.</content>
public sealed partial class StateEngine
{
    /// <summary>How a call of a store ended. An etag that didn't match never will, so such a call isn't made again.</summary>
    internal static AttemptStatus Judge<TResult>(TResult? result, Exception? exception) => exception switch
    {
        null => AttemptStatus.Success,
        StateETagException => new AttemptStatus(IsFailure: true, IsPermanent: true),
        _ => AttemptStatus.Failure,
    };

    private ResiliencePolicy PolicyFor(StateStoreBinding binding)
        => _resilience.ForComponent(binding.Name, ComponentKind.State, FlowDirection.Outbound);

    private ValueTask<TResult> CallAsync<TRequest, TResult>(
        StateStoreBinding binding,
        TRequest request,
        Func<(IStateStore Store, TRequest Request), CancellationToken, ValueTask<TResult>> call,
        CancellationToken cancellationToken)
        => PolicyFor(binding) is { IsEmpty: false } policy
            ? policy.ExecuteAsync(call, (binding.Store, request), Judge, cancellationToken)
            : call((binding.Store, request), cancellationToken);

    private ValueTask<IReadOnlyList<ComponentException?>> WriteAsync<TRequest>(
        StateStoreBinding binding,
        TRequest[] requests,
        Func<IStateStore, TRequest[], CancellationToken, ValueTask<IReadOnlyList<ComponentException?>>> attempt,
        CancellationToken cancellationToken)
        => PolicyFor(binding) is { IsEmpty: false } policy
            ? new StateBulkWrite<TRequest>(binding.Store, requests, attempt).RunAsync(policy, cancellationToken)
            : attempt(binding.Store, requests, cancellationToken);

    // Policies are for calls with a result.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> Nothing(ValueTask call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    // What a caller is told of: the store's own errors, and those of the policies in front of it.
    private static bool IsTold(Exception exception) => exception is ComponentException or ResilienceException;
}
