using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Layotto.Dapr.Apps;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Grpc.Server;
using Layotto.Protos.Dapr.Internals.V1;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Invocation;
using Microsoft.AspNetCore.Http;
using Status = Grpc.Core.Status;

namespace Layotto.Dapr.Invocation;

/// <summary>What other sidecars call: <c>CallLocalStream</c>, which calls the app beside this one.</summary>
/// <remarks>
/// It is answered on the request itself rather than as a gRPC service, so that the bodies of calls are never decoded: what a chunk carries
/// goes from one connection's buffer to the other's.
/// </remarks>
public sealed class PeerService
{
    /// <summary>The method that sidecars call.</summary>
    public const string CallLocalStream = "/dapr.proto.internals.v1.ServiceInvocation/CallLocalStream";

    private readonly InvocationOptions _options;
    private readonly AppChannel? _app;
    private readonly AccessControl _access;

    internal PeerService(InvocationOptions options, AppChannel? app, AccessControl access)
    {
        _options = options;
        _app = app;
        _access = access;
    }

    /// <summary>Whether a request is a call of <see cref="CallLocalStream"/>.</summary>
    public static bool Takes(HttpContext context)
        => context.Request.Path.Value == CallLocalStream && HttpProtocol.IsHttp2(context.Request.Protocol)
            && HttpMethods.IsPost(context.Request.Method) && GrpcServer.IsGrpc(context);

    /// <summary>Answers a call.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await CallAsync(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            Fail(context, exception);
        }
        catch (OperationCanceledException)
        {
            // The other side has let go of the call, and waits for nothing.
        }
    }

    /// <summary>Answers the call that sidecars made before there were streams.</summary>
    /// <exception cref="RpcException">The call couldn't be made.</exception>
    internal async Task<InternalInvokeResponse> CallAsync(InternalInvokeRequest call, HttpContext context, CancellationToken cancellationToken)
    {
        LocalCallTrace? trace = null;
        try
        {
            if (_app is not { } app)
                throw new RpcException(new Status(StatusCode.Internal, InvocationErrors.NoAppChannel));
            var head = PeerRequestHead.Parse(new ReadOnlySequence<byte>(call.ToByteArray()));
            if (!head.HasMessage)
                throw new WireFormatException("the request has no message");
            head.Method = MethodPath.OfMessage(head.Method);
            trace = LocalCallTrace.Begin(_options, head, context.Request.Headers);
            CheckAccess(head.Method, head.Verb);
            if (app.IsGrpc)
            {
                var request = GrpcApp.Request(head.Method, head.Verb, head.Query, head.ContentType, head.TypeUrl, UnsafeByteOperations.UnsafeWrap(head.Data));
                var answer = await GrpcApp.InvokeAsync(app, request, GrpcMetadata.ForApp(head.Headers), cancellationToken).ConfigureAwait(false);
                trace.Value.Answered(answer.Status);
                var response = PeerAnswer.Message(answer);
                if (answer.Message?.Data is { } data)
                    response.Message.Data = data;
                return response;
            }

            using var message = AppRequestOf(head);
            if (head.Data.Length > 0)
                message.Content = new KeptContent(head.Data);
            AppRequest.AddHeaders(message, head);
            using var received = await app.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var read = await PeerAnswer.ReadAsync(received, _options.MaxMessageSize, cancellationToken).ConfigureAwait(false);
            trace.Value.Answered((int)received.StatusCode);
            return read;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            trace?.Answered(StatusOf(exception));
            throw new RpcException(StatusOf(exception));
        }
        finally
        {
            trace?.End();
        }
    }

    /// <summary>Judges a call by the access policies, whose paths are those that calls are dispatched to.</summary>
    /// <param name="method">The path in its canonical form.</param>
    /// <param name="verb">The verb's number.</param>
    /// <exception cref="RpcException">It isn't allowed.</exception>
    internal void CheckAccess(string method, int verb)
    {
        if (_access.IsOpen)
            return;

        // Without mutual TLS nobody has proven who calls, whatever the call says of that.
        var isHttp = _app is { IsGrpc: false };
        var isAllowed = _access.Allows(caller: null, method, isHttp && verb != Verbs.None ? Verbs.NameOf(verb) : null);
        _options.Metrics.Runtime.AccessDecided(isAllowed, byAppPolicy: false, "", "", "");
        if (!isAllowed)
        {
            throw new RpcException(new Status(
                StatusCode.PermissionDenied,
                $"access control policy has denied access to id:  operation: {method} verb: {(isHttp ? Verbs.NameOf(verb) : Verbs.NameOf(Verbs.None))}"));
        }
    }

    /// <summary>The status that a peer is told of a call that failed.</summary>
    internal static Status StatusOf(Exception exception) => exception switch
    {
        RpcException rpc => rpc.Status,
        WireFormatException or InvalidProtocolBufferException => new Status(StatusCode.InvalidArgument, $"parsing InternalInvokeRequest error: {exception.Message}"),
        InvocationException or ApiException or HttpRequestException or IOException or System.Net.Sockets.SocketException or TimeoutException => InvocationErrors.OfApp(exception),
        OperationCanceledException => new Status(StatusCode.DeadlineExceeded, "error invoking app channel: the call took too long"),
        _ => new Status(StatusCode.Internal, "The gateway failed in a way that nobody foresaw."),
    };

    private static void Fail(HttpContext context, Exception exception)
    {
        var status = StatusOf(exception);
        if (ResponseState.HasBegun(context.Response))
            GrpcServer.End(context, status);
        else
            GrpcServer.Refuse(context, status);
    }

    private async Task CallAsync(HttpContext context)
    {
        if (_app is not { } app)
            throw new RpcException(new Status(StatusCode.Internal, InvocationErrors.NoAppChannel));
        var aborted = context.RequestAborted;
        var frames = new PipeFrames(context.Request.BodyReader, _options.MaxMessageSize);
        if (!await frames.ReadAsync(aborted).ConfigureAwait(false))
            throw new WireFormatException("request does not contain the required fields in the leading chunk");
        var first = StreamChunk.Parse(frames.Message);
        var head = first.HasHead ? PeerRequestHead.Parse(first.Head) : null;
        if (head is not { HasMessage: true })
            throw new WireFormatException("request does not contain the required fields in the leading chunk");
        head.Method = MethodPath.OfMessage(head.Method);
        var trace = LocalCallTrace.Begin(_options, head, context.Request.Headers);
        try
        {
            CheckAccess(head.Method, head.Verb);
            if (app.IsGrpc)
                await CallGrpcAsync(context, app, head, frames, first, trace).ConfigureAwait(false);
            else
                await CallHttpAsync(context, app, head, frames, first, trace).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            trace.Answered(StatusOf(exception));
            throw;
        }
        finally
        {
            trace.End();
        }
    }

    private static async Task CallHttpAsync(
        HttpContext context, AppChannel app, PeerRequestHead head, PipeFrames frames, StreamChunk first, LocalCallTrace trace)
    {
        var aborted = context.RequestAborted;
        using var request = AppRequestOf(head);
        var pump = await ContentOf(head, frames, first, aborted).ConfigureAwait(false);
        request.Content = pump;
        AppRequest.AddHeaders(request, head);
        try
        {
            using var response = await app.SendAsync(request, aborted).ConfigureAwait(false);
            if (response.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
                throw new InvocationException("the app switched protocols, which service invocation can't pass on");
            await PeerAnswer.CopyAsync(response, context, AppResponse.HasBody(Verbs.NameOf(head.Verb), (int)response.StatusCode), aborted).ConfigureAwait(false);
            trace.Answered((int)response.StatusCode);
        }
        finally
        {
            if (pump is not null)
                await pump.StopAsync().ConfigureAwait(false);
        }
    }

    private static HttpRequestMessage AppRequestOf(PeerRequestHead head)
    {
        if (!MethodPath.IsQuery(head.Query))
            throw InvocationErrors.InvalidMethod("the query has characters that a request can't carry");
        var path = MethodPath.ToHttp(head.Method);
        return new HttpRequestMessage(
            Verbs.MethodOf(head.Verb), new Uri(head.Query.Length == 0 ? path : $"{path}?{head.Query}", UriKind.Relative));
    }

    // An app is sent a body only if there is one, as some refuse even an empty one where none belongs (fixed in Dapr 1.16 for h2c).
    private static async ValueTask<PeerBodyContent?> ContentOf(PeerRequestHead head, PipeFrames frames, StreamChunk first, CancellationToken cancellationToken)
    {
        long? length = head.Find(InvocationHeaders.ContentLength) is { } text
            && long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var announced)
                ? announced
                : null;
        if (length == 0)
            return null;
        if (length is not null)
            return new PeerBodyContent(frames, first, length);
        if (first.HasPayload || !Verbs.RarelyHasBody(head.Verb))
            return new PeerBodyContent(frames, first, null);

        // Without a word on a body there is none most likely, and the end of the stream, which follows at once, says so.
        if (!frames.TryRead(out var isThere))
            isThere = await frames.ReadAsync(cancellationToken).ConfigureAwait(false);
        return isThere ? new PeerBodyContent(frames, StreamChunk.Parse(frames.Message), null) : null;
    }

    private async Task CallGrpcAsync(
        HttpContext context, AppChannel app, PeerRequestHead head, PipeFrames frames, StreamChunk first, LocalCallTrace trace)
    {
        var aborted = context.RequestAborted;
        var data = await ReadBodyAsync(head, frames, first, aborted).ConfigureAwait(false);
        var request = GrpcApp.Request(head.Method, head.Verb, head.Query, head.ContentType, head.TypeUrl, data);
        var answer = await GrpcApp.InvokeAsync(app, request, GrpcMetadata.ForApp(head.Headers), aborted).ConfigureAwait(false);
        await PeerAnswer.WriteAsync(context, answer, aborted).ConfigureAwait(false);
        trace.Answered(answer.Status);
    }

    private async Task<ByteString> ReadBodyAsync(PeerRequestHead head, PipeFrames frames, StreamChunk first, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write(head.Data);
        ulong expected = 0;
        Take(first);
        while (await frames.ReadAsync(cancellationToken).ConfigureAwait(false))
            Take(StreamChunk.Parse(frames.Message));
        return UnsafeByteOperations.UnsafeWrap(body.WrittenMemory);

        void Take(in StreamChunk chunk)
        {
            if (!chunk.HasPayload)
                return;
            if (chunk.Sequence != expected++)
                throw new WireFormatException($"invalid sequence number received: {chunk.Sequence} (expected: {expected - 1})");
            if (body.WrittenCount + chunk.Data.Length > _options.MaxMessageSize)
                throw new InvocationException($"the body has more than the {_options.MaxMessageSize} bytes that fit a message to a gRPC app");
            foreach (var segment in chunk.Data)
                body.Write(segment.Span);
        }
    }
}
