using Grpc.Core;
using Layotto.Components.HttpMiddleware;
using Layotto.Dapr.Apps;
using Layotto.Runtime.Resiliency;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>Takes the calls of other sidecars of ours that come as the requests themselves (<see cref="DirectPeer"/>).</summary>
/// <param name="options">Who this sidecar is.</param>
/// <param name="app">The way to the app; null when it listens on no port.</param>
/// <param name="peers">Judges calls.</param>
internal sealed class DirectService(InvocationOptions options, AppChannel? app, PeerService peers)
{
    /// <summary>Answers a call.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await CallAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side has let go of the call, and waits for nothing.
        }
        catch (Exception exception)
        {
            if (ResponseState.HasBegun(context.Response))
                context.Abort();
            else
                DirectPeer.Refuse(context.Response, PeerService.StatusOf(exception));
        }
    }

    private async Task CallAsync(HttpContext context)
    {
        // A browser can't set the header without asking first, and the answer to that is the same.
        var callee = context.Request.Headers[InvocationHeaders.CalleeAppId];
        if (callee.Count != 1 || callee[0] != options.AppId)
            throw new RpcException(new Status(StatusCode.NotFound, $"this is the sidecar of the app {options.AppId}"));
        if (app is null)
            throw new RpcException(new Status(StatusCode.Internal, InvocationErrors.NoAppChannel));
        if (app.IsGrpc)
            throw new RpcException(new Status(StatusCode.Unimplemented, "the app speaks gRPC, so it can't be sent a request as it is"));
        var verb = Verbs.NumberOf(context.Request.Method);
        var method = MethodPath.OfHttp(MethodPath.Decode(RequestTarget.PathOf(RequestTarget.Of(context))));
        var trace = LocalCallTrace.Begin(options, method, context.Request.Headers);
        try
        {
            peers.CheckAccess(method, verb);
            await PassOnAsync(context, app, verb, method).ConfigureAwait(false);
            trace.Answered(context.Response.StatusCode);
        }
        catch (Exception exception)
        {
            trace.Answered(PeerService.StatusOf(exception));
            throw;
        }
        finally
        {
            trace.End();
        }
    }

    private Task PassOnAsync(HttpContext context, AppChannel channel, int verb, string method)
    {
        if (channel.Direct is not { } direct)
            return new AppRelay(context, method, options with { MaxBodySize = long.MaxValue }, channel, isPeer: true).RunAsync(ResiliencePolicy.None);
        var target = MethodPath.ToHttp(method) + context.Request.QueryString.Value;
        var forward = new AppForward(direct.Token, identity: null, context.Response);
        return direct.ForwardAsync(context, Verbs.MethodOf(verb).Method, target, forward, context.RequestAborted);
    }
}
