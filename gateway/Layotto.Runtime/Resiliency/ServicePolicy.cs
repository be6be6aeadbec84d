namespace Layotto.Runtime.Resiliency;

/// <summary>
/// The policy for calls to an app that none is written for: the built-in retries, and around them the default policies where there are
/// any.
/// </summary>
internal sealed class ServicePolicy(ResiliencePolicy defaults, ResiliencePolicy builtIn) : ResiliencePolicy
{
    public override bool Retries => true;

    public override ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> attempt,
        TState state,
        Func<TResult?, Exception?, AttemptStatus>? judge,
        CancellationToken cancellationToken)
        where TResult : default
        => defaults.ExecuteAsync(
            static (call, token) => call.BuiltIn.ExecuteAsync(call.Attempt, call.State, call.Judge, token),
            (BuiltIn: builtIn, Attempt: attempt, State: state, Judge: judge),
            judge,
            cancellationToken);
}
