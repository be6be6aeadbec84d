using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Layotto.Grpc.Server;

internal sealed partial class ServerCall
{
    private const int InternalErrorReset = 2;

    private bool _ended;
    private StatusCode _endStatus;
    private bool _clientIsGone;
    private Task _answered = Task.CompletedTask;

    /// <summary>Ends the call with the status that the handler set, OK otherwise.</summary>
    public void EndAsSet() => End(Status, _responseTrailers);

    /// <summary>Ends the call with a status, unless it has ended.</summary>
    public void End(Status status, Metadata? trailers)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            _endStatus = status.StatusCode;
            StopDeadline();
            WriteStatusUnderLock(status, trailers);
        }
    }

    /// <summary>Ends the call with the status that an exception stands for.</summary>
    public void Fail(Exception exception)
    {
        if (_ended)
        {
            LogLateFailure(settings.Logger, exception, method);
            return;
        }

        var trailers = _responseTrailers;
        Status status;
        switch (settings.ExceptionMapper?.Invoke(exception) ?? exception)
        {
            case RpcException rpc:
                status = rpc.Status;
                trailers = Join(trailers, rpc.Trailers);
                break;
            case OperationCanceledException when _clientIsGone || http.RequestAborted.IsCancellationRequested:
            case ConnectionAbortedException or ConnectionResetException:
                status = ServerStatuses.Cancelled;
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                status = ServerStatuses.BodyTooLarge;
                break;
            case BadHttpRequestException:
                status = ServerStatuses.BadBody;
                break;
            default:
                LogFailure(settings.Logger, exception, method);
                status = settings.EnableDetailedErrors
                    ? new Status(StatusCode.Unknown, $"{ServerStatuses.HandlerFailed.Detail} {exception.GetType().Name}: {exception.Message}")
                    : ServerStatuses.HandlerFailed;
                break;
        }

        End(status, trailers);
        if (_torn)
            http.Features.Get<IHttpResetFeature>()?.Reset(InternalErrorReset);
    }

    /// <summary>Tells whoever measures calls that this one has ended.</summary>
    /// <param name="type">The shape of the call.</param>
    /// <param name="start">When it began.</param>
    public void Report(MethodType type, long start)
        => settings.CallObserver?.CallEnded(http, new ServerCallReport(method, type, _endStatus, ReceivedBytes, SentBytes, start));

    /// <summary>Done when the answer is on its way, also if the deadline gave it.</summary>
    public Task WhenAnsweredAsync() => _answered;

    private void WriteStatusUnderLock(Status status, Metadata? trailers)
    {
        var response = http.Response;
        if (!_wroteMessage && !response.HasStarted)
            ResponseStatus.Write(response.Headers, status, trailers, settings.Logger);
        else if (http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } target)
            ResponseStatus.Write(target, status, trailers, settings.Logger);
    }

    private static Metadata? Join(Metadata? first, Metadata second)
    {
        if (first is null || first.Count == 0)
            return second;
        foreach (var entry in second)
            first.Add(entry);
        return first;
    }

    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method);

    [LoggerMessage(2, LogLevel.Debug, "The handler of {Method} failed after its call had ended.")]
    private static partial void LogLateFailure(ILogger logger, Exception exception, string method);

    [LoggerMessage(3, LogLevel.Error, "A callback on the cancellation of {Method} failed.")]
    private static partial void LogCallbackFailure(ILogger logger, Exception exception, string method);

    [LoggerMessage(4, LogLevel.Debug, "The client of {Method} could not be told that its deadline has passed.")]
    private static partial void LogUnanswered(ILogger logger, Exception exception, string method);
}
