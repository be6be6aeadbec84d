using Layotto.Runtime.Resiliency;

namespace Layotto.Runtime.Tests.Resiliency;

/// <summary>Puts the state first, where a test reads better so.</summary>
internal static class PolicyCalls
{
    public static ValueTask<TResult> ExecuteAsync<TState, TResult>(
        this ResiliencePolicy policy,
        TState state,
        Func<TState, CancellationToken, ValueTask<TResult>> attempt,
        Func<TResult?, Exception?, AttemptStatus>? judge = null)
        => policy.ExecuteAsync(attempt, state, judge, TestContext.Current.CancellationToken);
}
