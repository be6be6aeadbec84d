using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Dapr.Apps;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Protos.Dapr.Common.V1;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Telemetry;
using Status = Grpc.Core.Status;

namespace Layotto.Dapr.Invocation;

/// <summary>The gRPC API's <c>InvokeService</c>: a call whose request and answer are messages. Dapr keeps it for older clients.</summary>
/// <param name="options">Who this sidecar is.</param>
/// <param name="app">The way to the app; null when it listens on no port.</param>
/// <param name="peers">Calls to other sidecars.</param>
internal sealed class UnaryInvocation(InvocationOptions options, IAppChannel? app, PeerCalls peers)
{
    private const string HttpStatusHeader = "dapr-http-status";
    private const int LongestErrorText = 63;

    /// <summary>Invokes an app.</summary>
    /// <param name="id">The app.</param>
    /// <param name="request">What is invoked.</param>
    /// <param name="context">The call; gets the app's metadata.</param>
    /// <exception cref="ApiException">The app couldn't be invoked.</exception>
    /// <exception cref="RpcException">The app answered with an error.</exception>
    public async Task<InvokeResponse> InvokeAsync(string id, InvokeRequest request, ServerCallContext context)
    {
        try
        {
            // Every way from here copies the call's metadata, and with it the trace.
            TraceHeaders.Ensure(context.GetHttpContext().Request.Headers, options.Tracer);
            var method = MethodPath.OfMessage(request.Method);
            if (!AppTarget.TryParse(id, options.Namespace, out var target))
                throw new InvocationException(id.Length == 0 ? "app id is empty" : $"invalid app id {id}");
            var isLocal = target.AppId == options.AppId && target.Namespace == options.Namespace;
            var answer = !isLocal
                ? await CallPeerAsync(target, method, request, context).ConfigureAwait(false)
                : app is null
                    ? throw new InvocationException(InvocationErrors.NoLocalAppChannel)
                    : app.IsGrpc
                        ? await CallGrpcAsync(app, method, request, context).ConfigureAwait(false)
                        : await CallHttpAsync(app, method, request, context).ConfigureAwait(false);
            return await AnswerAsync(answer, context).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not AppErrorException && InvocationErrors.IsFailure(exception))
        {
            throw InvocationErrors.Failed(id, exception);
        }
        catch (AppErrorException exception)
        {
            throw exception.Error;
        }
    }

    private static async Task<InvokeResponse> AnswerAsync(PeerResponseHeadAndBody answer, ServerCallContext context)
    {
        var (head, body) = answer;
        var headers = GrpcMetadata.ForApp(head.Headers);
        if (head.IsHttp)
            headers.Add(HttpStatusHeader, head.Code.ToString(CultureInfo.InvariantCulture));
        if (headers.Count > 0)
            await context.WriteResponseHeadersAsync(headers).ConfigureAwait(false);
        if (head.IsHttp)
        {
            if (GrpcStatusCodes.FromHttp(head.Code) is var code and not StatusCode.OK)
                throw new AppErrorException(HttpError(head.Code, code, body));
        }
        else
        {
            foreach (var (name, value) in head.Trailers)
                GrpcMetadata.Add(context.ResponseTrailers, name.ToLowerInvariant(), value);
            if (head.Code != 0)
                throw new AppErrorException(GrpcAppError(head));
        }

        return new InvokeResponse
        {
            ContentType = head.ContentType,
            Data = new Any { TypeUrl = head.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(body) },
        };
    }

    private static RpcException HttpError(int httpStatus, StatusCode code, byte[] body)
    {
        var reason = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(httpStatus);
        var detail = System.Text.Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, LongestErrorText));
        var info = new Google.Rpc.ErrorInfo
        {
            Reason = reason,
            Domain = "dapr.io",
            Metadata = { ["http.code"] = httpStatus.ToString(CultureInfo.InvariantCulture), ["http.error_message"] = detail },
        };
        return WithDetails(code, reason, [Any.Pack(info)]);
    }

    private static RpcException GrpcAppError(PeerResponseHead head)
        => head.Trailers.Exists(trailer => trailer.Key == "grpc-status-details-bin")
            ? new RpcException(new Status((StatusCode)head.Code, head.Message))
            : WithDetails((StatusCode)head.Code, head.Message, head.Details.Select(detail => Any.Parser.ParseFrom(detail)));

    private static RpcException WithDetails(StatusCode code, string message, IEnumerable<Any> details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.AddRange(details);
        return new RpcException(new Status(code, message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }

    private async Task<PeerResponseHeadAndBody> CallPeerAsync(AppTarget target, string method, InvokeRequest request, ServerCallContext context)
    {
        var writer = new WireWriter();
        var frame = writer.BeginFrame();
        var head = writer.BeginMessage(1);
        writer.Number(1, 1); // APIVersion.V1
        WriteMetadata(writer, context.RequestHeaders, target);
        var clean = new InvokeRequest(request) { Method = method, Data = new Any { TypeUrl = request.Data?.TypeUrl ?? "" } };
        writer.Bytes(3, clean.ToByteArray());
        writer.EndMessage(head);
        var payload = writer.BeginMessage(2);
        writer.Bytes(1, request.Data is null ? default : request.Data.Value.Span);
        writer.EndMessage(payload);
        writer.EndFrame(frame);
        var (answer, body) = await peers.InvokeAsync(
            target, method, writer.Memory, TraceHeaders.Read(context.GetHttpContext().Request.Headers), context.CancellationToken).ConfigureAwait(false);
        return new PeerResponseHeadAndBody(answer, body);
    }

    private void WriteMetadata(WireWriter writer, Metadata metadata, AppTarget target)
    {
        foreach (var group in GrpcMetadata.ToText(metadata).GroupBy(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal))
        {
            if (!InvocationHeaders.StaysBehind(group.Key) && group.Key is not ("x-forwarded-for" or "x-forwarded-host" or "forwarded"))
                PeerCalls.WriteEntry(writer, group.Key, group.ToArray());
        }

        // What came over gRPC is known by its content type.
        PeerCalls.WriteEntry(writer, "content-type", "application/grpc");
        peers.WriteIdentity(writer, target, default, default, default);
    }

    private async Task<PeerResponseHeadAndBody> CallHttpAsync(IAppChannel channel, string method, InvokeRequest request, ServerCallContext context)
    {
        var extension = request.HttpExtension
            ?? throw new RpcException(new Status(StatusCode.InvalidArgument, "missing HTTP extension field"));
        if (!MethodPath.IsQuery(extension.Querystring))
            throw InvocationErrors.InvalidMethod("the query has characters that a request can't carry");
        var path = MethodPath.ToHttp(method);
        using var message = new HttpRequestMessage(
            Verbs.MethodOf((int)extension.Verb), new Uri(extension.Querystring.Length == 0 ? path : $"{path}?{extension.Querystring}", UriKind.Relative));
        if (request.Data is { Value.IsEmpty: false } data)
            message.Content = new KeptContent(data.Value.Memory);
        AppRequest.AddHeaders(message, GrpcMetadata.ToText(context.RequestHeaders), request.ContentType);
        AppRequest.AddIdentity(message, options.Namespace, options.AppId, options.AppId);
        using var response = await channel.SendAsync(message, context.CancellationToken).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(options.MaxMessageSize, context.CancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(context.CancellationToken).ConfigureAwait(false);
        var headers = AppResponse.Headers(response).SelectMany(header => header.Value, (header, value) => new KeyValuePair<string, string>(header.Key, value));
        return new PeerResponseHeadAndBody(PeerResponseHead.OfHttp((int)response.StatusCode, headers), body);
    }

    private async Task<PeerResponseHeadAndBody> CallGrpcAsync(IAppChannel channel, string method, InvokeRequest request, ServerCallContext context)
    {
        var metadata = GrpcMetadata.ForApp(GrpcMetadata.ToText(context.RequestHeaders).Where(entry => !InvocationHeaders.StaysBehind(entry.Key)));
        GrpcMetadata.Add(metadata, InvocationHeaders.CallerNamespace, options.Namespace);
        GrpcMetadata.Add(metadata, InvocationHeaders.CallerAppId, options.AppId);
        GrpcMetadata.Add(metadata, InvocationHeaders.CalleeAppId, options.AppId);
        var answer = await GrpcApp.InvokeAsync(channel, new InvokeRequest(request) { Method = method }, metadata, context.CancellationToken).ConfigureAwait(false);
        var head = PeerResponseHead.Parse(PeerAnswer.Message(answer).ToByteArray());
        return new PeerResponseHeadAndBody(head, answer.Message?.Data?.Value.ToByteArray() ?? []);
    }

    private readonly record struct PeerResponseHeadAndBody(PeerResponseHead Head, byte[] Body);

    // The app's own error, which goes to the caller as it is.
    private sealed class AppErrorException(RpcException error) : Exception(error.Message, error)
    {
        public RpcException Error => error;
    }
}
