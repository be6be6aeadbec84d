using Polly;
using Polly.Timeout;

namespace Layotto.Runtime.Resiliency;

/// <summary>Bounds the time of an attempt. An attempt is asked to stop by its token, and waited for: what it was given is still its own.</summary>
internal sealed class TimeoutPlan
{
    /// <summary>The longest that a timer can be set to; a longer timeout would never be seen.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly ResiliencePipeline _pipeline;

    public TimeoutPlan(TimeSpan timeout, TimeProvider time)
    {
        // The generator takes what the fixed setting doesn't: less than 10 ms, and more than a day.
        var bounded = timeout < Longest ? timeout : Longest;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = _ => new ValueTask<TimeSpan>(bounded) })
            .Build();
    }

    /// <summary>Makes an attempt.</summary>
    /// <exception cref="ResilienceException">It took too long.</exception>
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> attempt, TState state, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (context, call) =>
                {
                    try
                    {
                        return Outcome.FromResult(await call.Attempt(call.State, context.CancellationToken).ConfigureAwait(false));
                    }
                    catch (Exception) when (context.CancellationToken.IsCancellationRequested && !call.Caller.IsCancellationRequested)
                    {
                        // Whatever an attempt makes of its token: it is the timeout that ended it.
                        return Outcome.FromException<TResult>(new OperationCanceledException(context.CancellationToken));
                    }
                    catch (Exception exception)
                    {
                        return Outcome.FromException<TResult>(exception);
                    }
                },
                context,
                (Attempt: attempt, State: state, Caller: cancellationToken)).ConfigureAwait(false);
            if (outcome.Exception is TimeoutRejectedException)
                throw new ResilienceException("context deadline exceeded", isTimeout: true, outcome.Exception);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
