using Google.Protobuf;
using Layotto.Dapr.Apps;
using Layotto.Protos.Dapr.Internals.V1;
using Layotto.Runtime.Resiliency;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>Calls to the app beside this sidecar, from the HTTP API.</summary>
/// <param name="options">Who this sidecar is.</param>
/// <param name="app">The way to the app; null when it listens on no port.</param>
/// <param name="resilience">The policies.</param>
internal sealed class LocalCalls(InvocationOptions options, AppChannel? app, IResilience resilience)
{
    /// <summary>Passes a request on to the app and its answer back.</summary>
    /// <param name="context">The request.</param>
    /// <param name="method">The path to call, in its canonical form.</param>
    public Task InvokeAsync(HttpContext context, string method)
    {
        if (app is null)
            throw new InvocationException(InvocationErrors.NoLocalAppChannel);
        if (app.IsGrpc)
            return InvokeGrpcAsync(app, context, method);
        var policy = resilience.ForApp(options.AppId, method);
        return app.Direct is { } direct && (policy.IsEmpty || policy.RetriesConnectingOnly)
            ? ForwardAsync(direct, context, method)
            : new AppRelay(context, method, options, app).RunAsync(policy);
    }

    // Dapr's built-in retries are for connections between sidecars, and this is none.
    private Task ForwardAsync(DirectApp direct, HttpContext context, string method)
    {
        BodyLimit.Check(context, options.MaxBodySize);
        return direct.ForwardAsync(
            context,
            Verbs.MethodOf(Verbs.NumberOf(context.Request.Method)).Method,
            MethodPath.ToHttp(method) + context.Request.QueryString.Value,
            new AppForward(direct.Token, options, context.Response),
            context.RequestAborted);
    }

    private async Task InvokeGrpcAsync(IAppChannel channel, HttpContext context, string method)
    {
        var data = await ReadAsync(context).ConfigureAwait(false);
        var request = GrpcApp.Request(
            method,
            Verbs.NumberOf(context.Request.Method),
            context.Request.QueryString.Value is { Length: > 0 } query ? query[1..] : "",
            context.Request.ContentType ?? "",
            "",
            data);
        var metadata = GrpcMetadata.ForApp(PeerCalls.Headers(context.Request.Headers));
        GrpcMetadata.Add(metadata, InvocationHeaders.CallerNamespace, options.Namespace);
        GrpcMetadata.Add(metadata, InvocationHeaders.CallerAppId, options.AppId);
        GrpcMetadata.Add(metadata, InvocationHeaders.CalleeAppId, options.AppId);
        var answer = await GrpcApp.InvokeAsync(channel, request, metadata, context.RequestAborted).ConfigureAwait(false);
        var status = new Status { Code = (int)answer.Status.StatusCode, Message = answer.Status.Detail };
        if (answer.Details() is { } details)
            status.Details.AddRange(details.Details);
        await GrpcAnswerWriter.WriteAsync(
            context.Response,
            status,
            GrpcMetadata.ToText(answer.Headers),
            answer.Message?.ContentType ?? "",
            answer.Message?.Data?.Value.Memory ?? default).ConfigureAwait(false);
    }

    // A gRPC app takes a message, so the body has to be whole.
    private async Task<ByteString> ReadAsync(HttpContext context)
    {
        try
        {
            using var body = await Http.RequestBody.ReadAsync(context, Math.Min(options.MaxBodySize, options.MaxMessageSize)).ConfigureAwait(false);
            return ByteString.CopyFrom(body.Memory.Span);
        }
        catch (Http.RequestBodyException exception)
        {
            throw new InvocationException(exception.Message, exception);
        }
    }
}
