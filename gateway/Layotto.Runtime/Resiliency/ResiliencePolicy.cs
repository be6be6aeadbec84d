namespace Layotto.Runtime.Resiliency;

/// <summary>
/// What stands between a caller and the target of a call: a retry, around a circuit breaker, around a timeout for each attempt.
/// </summary>
public abstract class ResiliencePolicy
{
    /// <summary>No policy: a call is attempted once.</summary>
    public static ResiliencePolicy None { get; } = new NoPolicy();

    /// <summary>Whether there is nothing to do but to make the call; callers on hot paths then make it themselves.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>Whether a call may be attempted more than once, so that its body has to be replayable.</summary>
    public virtual bool Retries => false;

    /// <summary>
    /// Whether all it does is to try again where no connection could be made. A caller may then make the call itself, and come here once that
    /// has failed in this way.
    /// </summary>
    public virtual bool RetriesConnectingOnly => false;

    /// <summary>Makes a call under the policy.</summary>
    /// <param name="attempt">One attempt. Its token fires at the attempt's timeout too.</param>
    /// <param name="state">Passed to every attempt, so that it needs no closure.</param>
    /// <param name="judge">
    /// Says how an attempt ended from its result or its exception, one of which is null. Null where every exception is a failure that
    /// may be tried again and every result a success.
    /// </param>
    /// <param name="cancellationToken">Ends the call, also between attempts.</param>
    /// <returns>The result of the last attempt, also when it was judged a failure.</returns>
    /// <exception cref="ResilienceException">The circuit is open, or an attempt took longer than the policy's timeout.</exception>
    public abstract ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> attempt,
        TState state,
        Func<TResult?, Exception?, AttemptStatus>? judge,
        CancellationToken cancellationToken);

    private sealed class NoPolicy : ResiliencePolicy
    {
        public override bool IsEmpty => true;

        public override ValueTask<TResult> ExecuteAsync<TState, TResult>(
            Func<TState, CancellationToken, ValueTask<TResult>> attempt,
            TState state,
            Func<TResult?, Exception?, AttemptStatus>? judge,
            CancellationToken cancellationToken)
            where TResult : default
            => attempt(state, cancellationToken);
    }
}
