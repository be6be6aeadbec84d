using Layotto.Runtime.Resiliency.Settings;
using Polly;
using Polly.Retry;

namespace Layotto.Runtime.Resiliency;

/// <summary>Attempts a call again. The first attempt is made outside of it, so that a call that goes well costs nothing.</summary>
internal sealed class RetryPlan
{
    private const double Multiplier = 1.5;
    private const double Randomness = 0.5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(49);
    private static readonly ResiliencePropertyKey<RetryRun> RunKey = new("layotto.retry");

    private readonly RetrySettings _settings;
    private readonly bool _isForConnecting;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Creates the plan.</summary>
    /// <param name="settings">How often, and after what waits; <see cref="RetrySettings.MaxRetries"/> isn't 0.</param>
    /// <param name="isForConnecting">
    /// Whether only calls that didn't reach their target are attempted again: those with the gRPC status Unavailable or Unauthenticated.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Gives numbers from 0 to 1 for the waits of an exponential policy.</param>
    public RetryPlan(RetrySettings settings, bool isForConnecting, TimeProvider time, Func<double> random)
    {
        _settings = settings;
        _isForConnecting = isForConnecting;
        _time = time;
        _random = random;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = settings.MaxRetries < 0 ? int.MaxValue : settings.MaxRetries,
                ShouldHandle = static arguments => new ValueTask<bool>(RunOf(arguments.Context).Wait is not null),
                DelayGenerator = static arguments => new ValueTask<TimeSpan?>(RunOf(arguments.Context).Wait),
                OnRetry = static arguments =>
                {
                    RunOf(arguments.Context).OnRetry(arguments.RetryDelay);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Whether only calls that found no connection are tried again.</summary>
    public bool IsForConnecting => _isForConnecting;

    /// <summary>When the time of a call begins; 0 where it doesn't matter.</summary>
    public long Begin() => _settings.IsExponential && _settings.MaxElapsedTime > TimeSpan.Zero ? _time.GetTimestamp() : 0;

    /// <summary>Whether an attempt that ended like this is worth another one.</summary>
    public bool Wants(in AttemptStatus status)
    {
        if (!status.IsFailure || status.IsPermanent)
            return false;
        if (_isForConnecting)
            return status.GrpcStatus is 14 or 16;
        return status.HttpStatus is { } http ? Matches(_settings.HttpCodes, http) : status.GrpcStatus is not { } grpc || Matches(_settings.GrpcCodes, grpc);
    }

    /// <summary>Goes on after an attempt that is worth another one.</summary>
    /// <param name="first">How it ended.</param>
    /// <param name="begin">When it began, as <see cref="Begin"/> said.</param>
    /// <param name="attempt">Makes another one; it doesn't throw.</param>
    /// <param name="state">Passed to it.</param>
    /// <param name="told">Told of the first retry with its wait, and of a success after retries with a null and the number of attempts.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<TResult> ContinueAsync<TState, TResult>(
        AttemptOutcome<TResult> first,
        long begin,
        Func<TState, CancellationToken, ValueTask<AttemptOutcome<TResult>>> attempt,
        TState state,
        Action<TimeSpan?, int>? told,
        CancellationToken cancellationToken)
    {
        var run = new RetryRun(this, begin, told);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RunKey, run);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (context, call) =>
                {
                    // The attempt that has been made already is the pipeline's first one.
                    var outcome = call.Run.Attempts == 0
                        ? call.First
                        : await call.Attempt(call.State, context.CancellationToken).ConfigureAwait(false);
                    call.Run.Note(outcome.Status, context.CancellationToken.IsCancellationRequested);
                    return outcome.Error is { } error ? Outcome.FromException<TResult>(error) : Outcome.FromResult(outcome.Result!);
                },
                context,
                (Run: run, First: first, Attempt: attempt, State: state)).ConfigureAwait(false);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // As Go's backoff package does it, which Dapr uses: the time that the wait itself would take counts too.
    private TimeSpan? NextWait(RetryRun run)
    {
        if (!_settings.IsExponential)
            return Bounded(_settings.Duration);
        var interval = run.Interval ?? _settings.InitialInterval;
        run.Interval = interval >= _settings.MaxInterval / Multiplier ? _settings.MaxInterval : interval * Multiplier;
        var wait = interval * (1 - Randomness + (2 * Randomness * _random()));
        return _settings.MaxElapsedTime > TimeSpan.Zero && _time.GetElapsedTime(run.Begin) + wait > _settings.MaxElapsedTime ? null : Bounded(wait);
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait < LongestWait ? wait : LongestWait;

    private static bool Matches(IReadOnlyList<CodeRange>? ranges, int code)
    {
        if (ranges is null)
            return true;
        foreach (var range in ranges)
        {
            if (range.Contains(code))
                return true;
        }

        return false;
    }

    private static RetryRun RunOf(ResilienceContext context) => context.Properties.GetValue(RunKey, null!);

    /// <summary>The attempts of one call.</summary>
    private sealed class RetryRun(RetryPlan plan, long begin, Action<TimeSpan?, int>? told)
    {
        private bool _hasRetried;

        public long Begin { get; } = begin;

        public int Attempts { get; private set; }

        /// <summary>The next wait of an exponential policy, before randomness.</summary>
        public TimeSpan? Interval { get; set; }

        /// <summary>How long to wait for the next attempt; null when there is none.</summary>
        public TimeSpan? Wait { get; private set; }

        public void Note(AttemptStatus status, bool isCancelled)
        {
            Attempts++;
            Wait = plan.Wants(status) && !isCancelled ? plan.NextWait(this) : null;
            if (!status.IsFailure && _hasRetried)
                told?.Invoke(null, Attempts);
        }

        public void OnRetry(TimeSpan wait)
        {
            if (!_hasRetried)
                told?.Invoke(wait, Attempts);
            _hasRetried = true;
        }
    }
}
