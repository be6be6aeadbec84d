using Layotto.Dapr.Apps;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// Service invocation: calls of the app to other apps, to itself, and to servers beyond the sidecars, and calls of other sidecars to the
/// app.
/// </summary>
public sealed class ServiceInvocation
{
    private readonly InvocationOptions _options;
    private readonly HttpEndpoints _endpoints;
    private readonly IResilience _resilience;
    private readonly LocalCalls _local;
    private readonly PeerCalls _peers;

    /// <summary>Puts it together.</summary>
    /// <param name="options">Who this sidecar is.</param>
    /// <param name="app">The way to the app; null when it listens on no port.</param>
    /// <param name="directory">Where other sidecars are.</param>
    /// <param name="channels">The connections to them.</param>
    /// <param name="endpoints">The servers beyond the sidecars.</param>
    /// <param name="access">Which apps may call this one.</param>
    /// <param name="resilience">The policies.</param>
    public ServiceInvocation(
        InvocationOptions options,
        AppChannel? app,
        PeerDirectory directory,
        PeerChannels channels,
        HttpEndpoints endpoints,
        AccessControl access,
        IResilience resilience)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Complete();
        _endpoints = endpoints;
        _resilience = resilience;
        _local = new LocalCalls(_options, app, resilience);
        _peers = new PeerCalls(_options, directory, channels, resilience);
        Peers = new PeerService(_options, app, access);
        Direct = new DirectService(_options, app, Peers);
        Proxy = new GrpcProxy(_options, app, directory, channels, access, resilience);
        Unary = new UnaryInvocation(_options, app, _peers);
    }

    /// <summary>What other sidecars call.</summary>
    public PeerService Peers { get; }

    /// <summary>Takes calls of other sidecars that come as the requests themselves.</summary>
    internal DirectService Direct { get; }

    /// <summary>Passes calls of methods that aren't Dapr's on to apps.</summary>
    public GrpcProxy Proxy { get; }

    /// <summary>The gRPC API's <c>InvokeService</c>.</summary>
    internal UnaryInvocation Unary { get; }

    /// <summary>Answers a request of the HTTP API that names an app.</summary>
    /// <param name="context">The request.</param>
    /// <param name="id">The app, the endpoint or the address, as the caller wrote it.</param>
    /// <param name="path">The path to call, decoded.</param>
    /// <exception cref="Layotto.Runtime.Errors.ApiException">It couldn't be invoked, or the answer broke off.</exception>
    internal async Task HandleAsync(HttpContext context, string id, string path)
    {
        try
        {
            await InvokeAsync(context, id, MethodPath.OfHttp(path)).ConfigureAwait(false);
        }
        catch (Exception exception) when (InvocationErrors.IsFailure(exception) || IsTimeout(exception, context))
        {
            if (!ResponseState.HasBegun(context.Response))
                context.Response.Clear();
            throw InvocationErrors.Failed(id, exception);
        }
    }

    private static bool IsTimeout(Exception exception, HttpContext context)
        => exception is OperationCanceledException && !context.RequestAborted.IsCancellationRequested;

    private Task InvokeAsync(HttpContext context, string id, string method)
    {
        // Every way from here copies the request's headers, and with them the trace.
        TraceHeaders.Ensure(context.Request.Headers, _options.Tracer);
        if (_endpoints.TryFind(id, out var baseUrl, out var headers, out var send))
            return new EndpointRelay(context, method, _options.MaxBodySize, baseUrl, headers, send).RunAsync(_resilience.ForApp(id, method));
        if (!AppTarget.TryParse(id, _options.Namespace, out var target))
            throw new InvocationException($"invalid app id {id}");
        if (Verbs.NumberOf(context.Request.Method) == Verbs.Connect)
            Verbs.MethodOf(Verbs.Connect);
        return target.AppId == _options.AppId && target.Namespace == _options.Namespace
            ? _local.InvokeAsync(context, method)
            : _peers.InvokeAsync(context, target, method);
    }
}
