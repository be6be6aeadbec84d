using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Layotto.Runtime.Resiliency;

/// <summary>The policies of a target: the retries around the circuit breaker around the timeout.</summary>
internal sealed class PolicyChain : ResiliencePolicy
{
    private readonly TimeoutPlan? _timeout;
    private readonly RetryPlan? _retry;
    private readonly PolicyTarget? _target;
    private readonly IResilienceObserver? _observer;
    private readonly Action<TimeSpan?, int> _told;

    /// <summary>Creates the chain.</summary>
    /// <param name="parts">The timeout and the retries.</param>
    /// <param name="breaker">The circuit breaker, or null.</param>
    /// <param name="title">How the log names what is called.</param>
    /// <param name="target">How telemetry names it; null to have nothing told.</param>
    /// <param name="observer">Who is told, or null.</param>
    /// <param name="logger">Where retries are logged.</param>
    public PolicyChain(PolicyParts parts, CircuitBreaker? breaker, string title, PolicyTarget? target, IResilienceObserver? observer, ILogger logger)
    {
        _timeout = parts.Timeout;
        _retry = parts.Retry;
        Breaker = breaker;
        _target = target;
        _observer = target is null ? null : observer;
        _told = (wait, attempts) =>
        {
            if (wait is null)
            {
                logger.LogInformation("Recovered processing operation {Operation} after {Attempts} attempts", title, attempts);
                return;
            }

            _observer?.OnActivated(_target!, PolicyKind.Retry, null);
            logger.LogInformation("Error processing operation {Operation}. Retrying in {Wait}…", title, wait);
        };
    }

    public override bool Retries => _retry is not null;

    public override bool RetriesConnectingOnly => _retry is { IsForConnecting: true } && _timeout is null && Breaker is null && _observer is null;

    public CircuitBreaker? Breaker { get; }

    public override ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> attempt,
        TState state,
        Func<TResult?, Exception?, AttemptStatus>? judge,
        CancellationToken cancellationToken)
        where TResult : default
    {
        if (_observer is not null)
            TellApplied();
        var call = new Call<TState, TResult>(attempt, state, judge, _observer is null || _timeout is null ? null : new TimeoutNote());
        var begin = _retry?.Begin() ?? 0;
        if (Breaker is not null || _timeout is not null)
            return GuardedAsync(call, begin, cancellationToken);

        // With retries alone, an attempt that goes well at once needs no state machine.
        ValueTask<TResult> pending;
        try
        {
            pending = attempt(state, cancellationToken);
        }
        catch (Exception exception)
        {
            return AfterAsync(call, begin, call.Judged(exception), cancellationToken);
        }

        if (!pending.IsCompletedSuccessfully)
            return FinishAsync(call, begin, pending, cancellationToken);
        var outcome = call.Judged(pending.Result);
        return outcome.Status.IsFailure ? AfterAsync(call, begin, outcome, cancellationToken) : new ValueTask<TResult>(outcome.Result!);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> FinishAsync<TState, TResult>(
        Call<TState, TResult> call, long begin, ValueTask<TResult> pending, CancellationToken cancellationToken)
    {
        AttemptOutcome<TResult> outcome;
        try
        {
            outcome = call.Judged(await pending.ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            outcome = call.Judged(exception);
        }

        return outcome.Status.IsFailure
            ? await AfterAsync(call, begin, outcome, cancellationToken).ConfigureAwait(false)
            : outcome.Unwrap();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> GuardedAsync<TState, TResult>(Call<TState, TResult> call, long begin, CancellationToken cancellationToken)
    {
        var outcome = await AttemptAsync(call, cancellationToken).ConfigureAwait(false);
        return outcome.Status.IsFailure
            ? await AfterAsync(call, begin, outcome, cancellationToken).ConfigureAwait(false)
            : outcome.Unwrap();
    }

    // After a first attempt that failed.
    private ValueTask<TResult> AfterAsync<TState, TResult>(
        Call<TState, TResult> call, long begin, AttemptOutcome<TResult> outcome, CancellationToken cancellationToken)
    {
        if (_retry is null || !_retry.Wants(outcome.Status) || cancellationToken.IsCancellationRequested)
            return outcome.Error is { } error ? ValueTask.FromException<TResult>(error) : new ValueTask<TResult>(outcome.Result!);
        return _retry.ContinueAsync(
            outcome, begin, static (again, token) => again.Chain.AttemptAsync(again.Call, token), (Chain: this, Call: call), _told, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AttemptOutcome<TResult>> AttemptAsync<TState, TResult>(Call<TState, TResult> call, CancellationToken cancellationToken)
    {
        CircuitTicket ticket = default;
        var before = _observer is null ? null : Breaker?.State;
        if (Breaker?.TryEnter(out ticket) is { } refusal)
        {
            TellChange(before);
            return new AttemptOutcome<TResult>(
                default, new ResilienceException(refusal, isTimeout: false), new AttemptStatus(IsFailure: true, IsPermanent: true));
        }

        var status = AttemptStatus.Failure;
        try
        {
            AttemptOutcome<TResult> outcome;
            try
            {
                outcome = call.Judged(
                    _timeout is null
                        ? await call.Attempt(call.State, cancellationToken).ConfigureAwait(false)
                        : await _timeout.RunAsync(call.Attempt, call.State, cancellationToken).ConfigureAwait(false));
            }
            catch (ResilienceException exception) when (exception.IsTimeout)
            {
                // A timeout has no status that a list could leave out.
                outcome = new AttemptOutcome<TResult>(default, exception, AttemptStatus.Failure);
                if (call.Timeouts is { HasHappened: false } note)
                {
                    note.HasHappened = true;
                    _observer!.OnActivated(_target!, PolicyKind.Timeout, null);
                }
            }
            catch (Exception exception)
            {
                outcome = call.Judged(exception);
            }

            status = outcome.Status;
            return outcome;
        }
        finally
        {
            Breaker?.Report(ticket, !status.IsFailure);
            TellChange(before);
        }
    }

    private void TellApplied()
    {
        if (_timeout is not null)
            _observer!.OnApplied(_target!, PolicyKind.Timeout, null);
        if (_retry is not null)
            _observer!.OnApplied(_target!, PolicyKind.Retry, null);
        if (Breaker is not null)
            _observer!.OnApplied(_target!, PolicyKind.CircuitBreaker, Breaker.State);
    }

    private void TellChange(CircuitState? before)
    {
        if (before is not null && Breaker!.State is var after && after != before)
            _observer!.OnActivated(_target!, PolicyKind.CircuitBreaker, after);
    }

    /// <summary>What a caller asked for.</summary>
    private readonly struct Call<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> attempt,
        TState state,
        Func<TResult?, Exception?, AttemptStatus>? judge,
        TimeoutNote? timeouts)
    {
        public Func<TState, CancellationToken, ValueTask<TResult>> Attempt => attempt;

        public TState State => state;

        public TimeoutNote? Timeouts => timeouts;

        public AttemptOutcome<TResult> Judged(TResult result) => new(result, null, judge?.Invoke(result, null) ?? AttemptStatus.Success);

        public AttemptOutcome<TResult> Judged(Exception exception) => new(default, exception, judge?.Invoke(default, exception) ?? AttemptStatus.Failure);
    }

    /// <summary>Whether an attempt of a call has taken too long.</summary>
    private sealed class TimeoutNote
    {
        public bool HasHappened { get; set; }
    }
}
