using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Server;

internal sealed partial class ServerCall
{
    // Timers take no longer delay than 2^32-2 milliseconds; a longer deadline is waited for in pieces.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(49);

    private DateTime _deadline = DateTime.MaxValue;
    private TimeSpan _timeout;
    private long _begin;
    private ITimer? _timer;
    private volatile bool _expired;
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _abortRegistration;

    protected override CancellationToken CancellationTokenCore
    {
        get
        {
            // Without a deadline the transport's own token will do.
            if (_timer is null)
                return http.RequestAborted;
            lock (_lock)
            {
                if (_cancellation is null)
                {
                    _cancellation = new CancellationTokenSource();
                    if (_expired)
                        _cancellation.Cancel();
                    else if (!_ended)
                        _abortRegistration = http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _cancellation);
                }

                return _cancellation.Token;
            }
        }
    }

    private Status? BeginDeadline(string header)
    {
        if (!TimeoutHeader.TryParse(header, out var timeout))
            return ServerStatuses.BadTimeout;
        var now = settings.TimeProvider.GetUtcNow().UtcDateTime;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        if (timeout <= TimeSpan.Zero)
            return ServerStatuses.DeadlineExceeded;
        _timeout = timeout;
        _begin = settings.TimeProvider.GetTimestamp();
        lock (_lock)
        {
            _timer = settings.TimeProvider.CreateTimer(
                static call => ((ServerCall)call!).OnTimer(), this, Shorter(timeout), Timeout.InfiniteTimeSpan);
        }

        return null;
    }

    private static TimeSpan Shorter(TimeSpan delay) => delay < LongestDelay ? delay : LongestDelay;

    private void OnTimer()
    {
        CancellationTokenSource? cancellation;
        lock (_lock)
        {
            if (_ended)
                return;
            var rest = _timeout - settings.TimeProvider.GetElapsedTime(_begin);
            if (rest > TimeSpan.Zero)
            {
                _timer?.Change(Shorter(rest), Timeout.InfiniteTimeSpan);
                return;
            }

            _expired = true;
            _ended = true;
            StopDeadline();
            _answered = AnswerExpiredAsync();
            cancellation = _cancellation;
        }

        try
        {
            cancellation?.Cancel();
        }
        catch (AggregateException exception)
        {
            LogCallbackFailure(settings.Logger, exception, method);
        }
    }

    // This runs on the thread of a timer, where an exception would end the process. A client that has gone makes each
    // of these steps throw, and needs none of them.
    private async Task AnswerExpiredAsync()
    {
        try
        {
            WriteStatusUnderLock(ServerStatuses.DeadlineExceeded, _responseTrailers);
            var completing = http.Response.CompleteAsync();
            http.Request.BodyReader.CancelPendingRead();
            await completing.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, nobody is left to be told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnanswered(settings.Logger, exception, method);
        }
    }

    private void StopDeadline()
    {
        _timer?.Dispose();
        _abortRegistration.Unregister();
    }
}
