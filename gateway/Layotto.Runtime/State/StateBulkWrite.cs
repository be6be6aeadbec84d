using Layotto.Components;
using Layotto.Components.State;
using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.State;

/// <summary>
/// A write of several keys that may take several attempts: each later one is for those keys only that failed in the one before, and
/// could go well. An etag that didn't match never will.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="requests">The writes.</param>
/// <param name="attempt">Makes an attempt; gives the error of each write, or null.</param>
internal sealed class StateBulkWrite<TRequest>(
    IStateStore store,
    TRequest[] requests,
    Func<IStateStore, TRequest[], CancellationToken, ValueTask<IReadOnlyList<ComponentException?>>> attempt)
{
    private readonly List<ComponentException> _final = [];
    private TRequest[] _left = requests;

    /// <summary>How an attempt ended.</summary>
    public static AttemptStatus Judge(IReadOnlyList<ComponentException?>? errors, Exception? exception)
    {
        if (errors is null)
            return StateEngine.Judge(errors, exception);
        var worst = errors.FirstOrDefault(error => error is not null and not StateETagException) ?? errors.FirstOrDefault(error => error is not null);
        return StateEngine.Judge(errors, worst);
    }

    /// <summary>Makes all attempts.</summary>
    /// <returns>The errors of the writes that failed in the end.</returns>
    public async ValueTask<IReadOnlyList<ComponentException?>> RunAsync(ResiliencePolicy policy, CancellationToken cancellationToken)
    {
        var last = await policy.ExecuteAsync(static (write, token) => write.AttemptAsync(token), this, Judge, cancellationToken).ConfigureAwait(false);
        return [.. _final, .. last.Where(error => error is not StateETagException)];
    }

    private async ValueTask<IReadOnlyList<ComponentException?>> AttemptAsync(CancellationToken cancellationToken)
    {
        var errors = await attempt(store, _left, cancellationToken).ConfigureAwait(false);
        var left = new List<TRequest>();
        for (var index = 0; index < errors.Count; index++)
        {
            if (errors[index] is StateETagException etagError)
                _final.Add(etagError);
            else if (errors[index] is not null)
                left.Add(_left[index]);
        }

        _left = [.. left];
        return errors;
    }
}
