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
            await using var call = new ProxiedCall(this, context, target, path, isLocal, isPeer, new ProxiedBody(context.Request.BodyReader, _options.MaxMessageSize, keeps));
            var response = policy.IsEmpty
                ? await call.AttemptAsync(context.RequestAborted).ConfigureAwait(false)
                : await policy.ExecuteAsync(
                    static (call, token) => new ValueTask<HttpResponseMessage>(call.AttemptAsync(token)), call, call.Judge, context.RequestAborted).ConfigureAwait(false);
            await ProxiedAnswer.CopyAsync(response, context, _options.MaxMessageSize, context.RequestAborted).ConfigureAwait(false);
            measure.Ended((RawCall.EndOf(response) ?? RawCall.StatusOf(response)).StatusCode);
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
    internal async Task<HttpResponseMessage> SendAsync(
        HttpContext context, AppTarget target, string path, bool isLocal, bool isPeer, HttpContent content, CancellationToken cancellationToken)
    {
        var channel = isLocal
            ? _app!.Channel!
            : _channels.Get(await _directory.FindAsync(target, cancellationToken).ConfigureAwait(false));
        var request = channel.CreateRawRequest(path, content);
        AddHeaders(request, context.Request.Headers, target, isPeer);
        try
        {
            return await channel.SendRawAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (!isLocal && exception.StatusCode is StatusCode.Unavailable or StatusCode.Unauthenticated)
        {
            _directory.Forget(target);
            throw;
        }
    }

    // This is the one place where the headers of calls that are passed on are set. A peer has said who calls; an app may not.
    private void AddHeaders(HttpRequestMessage request, IHeaderDictionary headers, AppTarget target, bool isPeer)
    {
        foreach (var (name, values) in headers)
        {
            var isKept = isPeer && (Is(name, InvocationHeaders.CallerAppId) || Is(name, InvocationHeaders.CallerNamespace) || Is(name, InvocationHeaders.CalleeAppId));
            if (!isKept && InvocationHeaders.StaysBehind(name))
                continue;
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        // The trace is among them; apps, and sidecars of Dapr's, look for its binary form.
        if (!headers.ContainsKey(TraceHeaders.GrpcTraceBinary) && TraceHeaders.Read(headers) is { IsValid: true } trace)
            request.Headers.TryAddWithoutValidation(TraceHeaders.GrpcTraceBinary, trace.ToBinaryText());
        if (isPeer)
            return;
        request.Headers.TryAddWithoutValidation(InvocationHeaders.CallerAppId, _options.AppId);
        request.Headers.TryAddWithoutValidation(InvocationHeaders.CallerNamespace, _options.Namespace);
        request.Headers.TryAddWithoutValidation(InvocationHeaders.CalleeAppId, target.AppId);
    }

    private static bool Is(string name, string header) => name.Equals(header, StringComparison.OrdinalIgnoreCase);
}
