using Grpc.Core;
using Layotto.Components;
using Layotto.Dapr.Apps;
using Layotto.Grpc.Client;
using Layotto.Grpc.Server;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// Passes gRPC calls on to the app that their metadata name: to the app beside this sidecar, or to the sidecar of another one. Calls of
/// every shape go by as bytes.
/// </summary>
public sealed class GrpcProxy
{
    private readonly InvocationOptions _options;
    private readonly AppChannel? _app;
    private readonly PeerDirectory _directory;
    private readonly PeerChannels _channels;
    private readonly AccessControl _access;
    private readonly IResilience _resilience;

    internal GrpcProxy(
        InvocationOptions options, AppChannel? app, PeerDirectory directory, PeerChannels channels, AccessControl access, IResilience resilience)
    {
        _options = options;
        _app = app;
        _directory = directory;
        _channels = channels;
        _access = access;
        _resilience = resilience;
    }

    /// <summary>Passes a call of the app on, which came to the gRPC API.</summary>
    public Task HandleAsync(HttpContext context) => HandleAsync(context, isPeer: false);

    /// <summary>Passes a call of another sidecar on to the app, and to none but the app.</summary>
    public Task HandlePeerAsync(HttpContext context) => HandleAsync(context, isPeer: true);

    private async Task HandleAsync(HttpContext context, bool isPeer)
    {
        try
        {
            await ForwardAsync(context, isPeer).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has let go of the call, and waits for nothing.
        }
        catch (Exception exception) when (StatusOf(exception) is { } status)
        {
            if (context.Response.HasStarted)
                GrpcServer.End(context, status);
            else
                GrpcServer.Refuse(context, status);
        }
    }

    private static Status? StatusOf(Exception exception) => exception switch
    {
        RpcException rpc => rpc.Status,
        ComponentException or ResilienceException { IsTimeout: false } => new Status(StatusCode.Unavailable, exception.Message),
        ResilienceException or OperationCanceledException => new Status(StatusCode.DeadlineExceeded, exception.Message),
        HttpRequestException or IOException => RawCall.ErrorOf(exception).Status,
        InvocationException => new Status(StatusCode.Internal, exception.Message),
        _ => null,
    };

    private async Task ForwardAsync(HttpContext context, bool isPeer)
    {
        var headers = context.Request.Headers;
        TraceHeaders.Ensure(headers, _options.Tracer);
        var id = headers[InvocationHeaders.CalleeAppId] is { Count: > 0 } callee ? callee[0] : headers[InvocationHeaders.AppId] is { Count: > 0 } named ? named[0] : null;
        if (string.IsNullOrEmpty(id))
        {
            throw new RpcException(new Status(
                StatusCode.Unknown,
                $"failed to proxy request: required metadata {InvocationHeaders.CalleeAppId} or {InvocationHeaders.AppId} not found"));
        }

        if (!AppTarget.TryParse(id, _options.Namespace, out var target))
            throw new RpcException(new Status(StatusCode.Unknown, $"invalid app id {id}"));
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (path.Length < 2 || "/" + MethodPath.OfMessage(path) != path)
            throw InvocationErrors.InvalidMethod("the path of a call must be of the form /service/method");
        var isLocal = target.AppId == _options.AppId && target.Namespace == _options.Namespace;
        if (!isLocal && isPeer)
            throw new RpcException(new Status(StatusCode.NotFound, $"this is the sidecar of the app {_options.AppId}, and not that of {target}"));
        if (isLocal)
            CheckLocal(path);

        var policy = isPeer ? ResiliencePolicy.None : _resilience.ForApp(target.AppId, path);
        var keeps = policy.Retries && !Components.Metadata.Truth.IsTruthy(headers["dapr-stream"].ToString());
        var measure = ProxiedCallMetrics.Begin(_options.Metrics, headers, target.AppId, isLocal, isPeer);
        try
        {
            var body = new ProxiedBody(context.Request.BodyReader, _options.MaxMessageSize, keeps);
            await using var call = new ProxiedCall(this, _options, context, target, path, isLocal, isPeer, body);
            var exchange = policy.IsEmpty
                ? await call.AttemptAsync(context.RequestAborted).ConfigureAwait(false)
                : await policy.ExecuteAsync(static (call, token) => call.AttemptAsync(token), call, call.Judge, context.RequestAborted).ConfigureAwait(false);
            measure.Ended(await exchange.CopyAsync(context, _options.MaxMessageSize, context.RequestAborted).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            measure.Ended(StatusOf(exception)?.StatusCode ?? StatusCode.Internal);
            throw;
        }
    }

    private void CheckLocal(string path)
    {
        var isAllowed = _access.IsOpen || _access.Allows(caller: null, path, verb: null);
        if (!_access.IsOpen)
            _options.Metrics.Runtime.AccessDecided(isAllowed, byAppPolicy: false, "", "", "");
        if (!isAllowed)
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"access control policy has denied access to id:  operation: {path} verb: NONE"));
        if (_app is null)
            throw new RpcException(new Status(StatusCode.Internal, InvocationErrors.NoAppChannel));
        if (!_app.IsGrpc)
        {
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition, "the app speaks HTTP, so gRPC calls can't be passed on to it; --app-protocol grpc is for one that speaks gRPC"));
        }
    }

    /// <summary>Sends a call to where it belongs.</summary>
    internal ValueTask<ProxiedExchange> SendAsync(ProxiedCall call, CancellationToken cancellationToken)
    {
        if (call.IsLocal)
        {
            return _app!.Proxied is { } app
                ? app.SendAsync(call, cancellationToken)
                : ClientExchange.SendAsync(_app.Channel!, call, cancellationToken);
        }

        var finding = _directory.FindAsync(call.Target, cancellationToken);
        return finding.IsCompletedSuccessfully
            ? Http2Exchange.SendAsync(_channels.Proxied(finding.Result), call, cancellationToken)
            : FindAndSendAsync(finding, call, cancellationToken);
    }

    /// <summary>A sidecar couldn't be reached, so it may have moved.</summary>
    internal void Doubt(AppTarget target, StatusCode status)
    {
        if (status is StatusCode.Unavailable or StatusCode.Unauthenticated)
            _directory.Forget(target);
    }

    private async ValueTask<ProxiedExchange> FindAndSendAsync(ValueTask<string> finding, ProxiedCall call, CancellationToken cancellationToken)
        => await Http2Exchange.SendAsync(_channels.Proxied(await finding.ConfigureAwait(false)), call, cancellationToken).ConfigureAwait(false);
}
