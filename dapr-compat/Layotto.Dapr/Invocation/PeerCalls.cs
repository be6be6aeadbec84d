using System.Diagnostics;
using System.Net.Sockets;
using Grpc.Core;
using Layotto.Dapr.Invocation.Wire;
using Layotto.Http;
using Layotto.Runtime.Invocation;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>Calls to the apps of other sidecars, over <c>ServiceInvocation.CallLocalStream</c>.</summary>
/// <param name="options">Who this sidecar is.</param>
/// <param name="directory">Where the other sidecars are.</param>
/// <param name="channels">The connections to them.</param>
/// <param name="resilience">The policies.</param>
internal sealed class PeerCalls(InvocationOptions options, PeerDirectory directory, PeerChannels channels, IResilience resilience)
{
    /// <summary>Passes a request on to the app of another sidecar and the answer back.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">The app.</param>
    /// <param name="method">The path to call, in its canonical form.</param>
    public async Task InvokeAsync(HttpContext context, AppTarget target, string method)
    {
        var policy = resilience.ForApp(target.AppId, method);
        if ((policy.IsEmpty || policy.RetriesConnectingOnly) && await TryForwardAsync(context, target, method).ConfigureAwait(false))
            return;
        await StreamAsync(context, target, method, policy).ConfigureAwait(false);
    }

    // The direct way to a sidecar that is known to take it. Where there is no connection, nothing of the call is lost, and the other way may
    // find a sidecar elsewhere.
    private async ValueTask<bool> TryForwardAsync(HttpContext context, AppTarget target, string method)
    {
        var address = await directory.FindAsync(target, context.RequestAborted).ConfigureAwait(false);
        if (channels.Direct(address) is not { } pool)
            return false;
        BodyLimit.Check(context, options.MaxBodySize);
        var trace = AnswerTrace.Of(context.Response.Headers);
        var forward = new PeerForward(options, target.AppId, trace);
        try
        {
            await HttpForwarder.ForwardAsync(
                context,
                pool,
                Verbs.MethodOf(Verbs.NumberOf(context.Request.Method)).Method,
                MethodPath.ToHttp(method) + context.Request.QueryString.Value,
                forward,
                context.RequestAborted).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or TimeoutException or EndOfStreamException or Layotto.Http.HttpProtocolException or RpcException { StatusCode: StatusCode.Unimplemented })
        {
            // Another one may listen there by now, one that doesn't take it.
            channels.NoteDirect(address, isDirect: false);
            directory.Forget(target);
            if (forward.HasConnected && (ResponseState.HasBegun(context.Response) || HasBody(context)))
                throw;
            context.Response.Clear();
            trace.Restore(context.Response.Headers);
            return false;
        }
    }

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private async Task StreamAsync(HttpContext context, AppTarget target, string method, ResiliencePolicy policy)
    {
        var aborted = context.RequestAborted;
        var body = InboundBody.Of(context, options.MaxBodySize);
        if (body is not null)
            await body.KeepAsync(waits: policy.Retries, aborted).ConfigureAwait(false);
        var head = new WireWriter();
        WriteHead(head, context.Request, target, method, body);
        await using var call = new PeerCall(this, target, head.Memory, body is null or { IsKept: true } ? null : body, TraceHeaders.Read(context.Request.Headers));
        var response = await RunAsync(call, policy, aborted).ConfigureAwait(false);
        if (response.Head.IsHttp)
            await response.CopyToAsync(context, aborted).ConfigureAwait(false);
        else
            await CopyGrpcAsync(response, context, aborted).ConfigureAwait(false);
        if (call.IsSent)
        {
            head.Dispose();
            body?.Release();
        }
    }

    /// <summary>Makes a call whose request is whole and whose answer is wanted whole.</summary>
    /// <param name="target">The app.</param>
    /// <param name="method">The path it calls, by which the policy is found.</param>
    /// <param name="request">The request's frame.</param>
    /// <param name="trace">The trace it belongs to.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(PeerResponseHead Head, byte[] Body)> InvokeAsync(
        AppTarget target, string method, ReadOnlyMemory<byte> request, TraceContext trace, CancellationToken cancellationToken)
    {
        await using var call = new PeerCall(this, target, request, body: null, trace);
        var response = await RunAsync(call, resilience.ForApp(target.AppId, method), cancellationToken).ConfigureAwait(false);
        return (response.Head, await response.ReadBodyAsync(options.MaxMessageSize, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The headers of a request that go on, as text pairs.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(IHeaderDictionary headers)
    {
        var connection = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if (InvocationHeaders.StaysBehind(name) || (connection.Count > 0 && HopByHop.Names(connection, name)))
                continue;
            foreach (var value in values)
                yield return new KeyValuePair<string, string>(name, value ?? "");
        }
    }

    /// <summary>Makes one attempt.</summary>
    /// <param name="target">The app.</param>
    /// <param name="content">The call as it is streamed.</param>
    /// <param name="frame">Its only frame, where the call is whole and could be made in another way; null where its body streams.</param>
    /// <param name="trace">The trace it belongs to.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, once its head is there.</returns>
    internal async Task<PeerResponse> SendAsync(
        AppTarget target, HttpContent content, ReadOnlyMemory<byte>? frame, TraceContext trace, CancellationToken cancellationToken)
    {
        var metrics = options.Metrics.Invocation;
        var start = options.Metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;
        metrics.RequestSent(target.AppId);
        var response = await AttemptAsync(target, content, frame, trace, cancellationToken).ConfigureAwait(false);
        metrics.ResponseReceived(target.AppId, response.Head.Code, start);
        return response;
    }

    private async Task<PeerResponse> AttemptAsync(
        AppTarget target, HttpContent content, ReadOnlyMemory<byte>? frame, TraceContext trace, CancellationToken cancellationToken)
    {
        var address = await directory.FindAsync(target, cancellationToken).ConfigureAwait(false);
        var channel = channels.Get(address);
        try
        {
            var request = channel.CreateRawRequest(PeerService.CallLocalStream, content);

            // Sidecars look for the trace here; what stands in the call's head is the app's.
            if (trace.IsValid)
                request.Headers.TryAddWithoutValidation(TraceHeaders.GrpcTraceBinary, trace.ToBinaryText());
            var answer = await channel.SendRawAsync(request, cancellationToken).ConfigureAwait(false);
            var response = await PeerResponse.StartAsync(answer, options.MaxMessageSize, cancellationToken).ConfigureAwait(false);
            if (response.OffersDirect)
                channels.NoteDirect(address, isDirect: true);
            return response;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.Unauthenticated)
        {
            directory.Forget(target);
            throw;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented && frame is not null)
        {
            // A sidecar of before Dapr 1.10, which knows the unary call alone.
            return await UnaryPeerCall.SendAsync(channel, frame.Value, trace, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the metadata by which sidecars say who calls, and by which way. This is the one place where they are set.</summary>
    internal void WriteIdentity(WireWriter writer, AppTarget target, StringValues forwardedFor, StringValues forwardedHost, StringValues forwarded)
    {
        WriteEntry(writer, InvocationHeaders.ForwardedFor, StringValues.Concat(forwardedFor, NotEmpty(options.HostAddress)));
        WriteEntry(writer, InvocationHeaders.ForwardedHost, StringValues.Concat(forwardedHost, NotEmpty(options.HostName)));
        WriteEntry(writer, InvocationHeaders.Forwarded, StringValues.Concat(forwarded, NotEmpty(options.Forwarded)));
        WriteEntry(writer, InvocationHeaders.Destination, target.AppId);
        WriteEntry(writer, InvocationHeaders.CallerNamespace, options.Namespace);
        WriteEntry(writer, InvocationHeaders.CallerAppId, options.AppId);
        WriteEntry(writer, InvocationHeaders.CalleeAppId, target.AppId);
    }

    /// <summary>Writes one entry of the metadata; one without values is left out.</summary>
    internal static void WriteEntry(WireWriter writer, string name, StringValues values)
    {
        if (values.Count == 0)
            return;
        var entry = writer.BeginMessage(2);
        writer.Text(1, name);
        var list = writer.BeginMessage(2);
        for (var index = 0; index < values.Count; index++)
            writer.RepeatedText(1, values[index]);
        writer.EndMessage(list);
        writer.EndMessage(entry);
    }

    private static StringValues NotEmpty(string text) => text.Length == 0 ? StringValues.Empty : text;

    private static async Task<PeerResponse> RunAsync(PeerCall call, ResiliencePolicy policy, CancellationToken cancellationToken)
        => policy.IsEmpty
            ? await call.AttemptAsync(cancellationToken).ConfigureAwait(false)
            : await policy.ExecuteAsync(static (call, token) => new ValueTask<PeerResponse>(call.AttemptAsync(token)), call, call.Judge, cancellationToken).ConfigureAwait(false);

    private static async Task CopyGrpcAsync(PeerResponse response, HttpContext context, CancellationToken cancellationToken)
    {
        var head = response.Head;
        var data = await response.ReadBodyAsync(int.MaxValue - 1, cancellationToken).ConfigureAwait(false);
        var status = new Protos.Dapr.Internals.V1.Status { Code = head.Code, Message = head.Message };
        foreach (var detail in head.Details)
            status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Parser.ParseFrom(detail));
        await GrpcAnswerWriter.WriteAsync(context.Response, status, head.Headers, head.ContentType, data).ConfigureAwait(false);
    }

    private void WriteHead(WireWriter writer, HttpRequest source, AppTarget target, string method, InboundBody? body)
    {
        var frame = writer.BeginFrame();
        var request = writer.BeginMessage(1);
        writer.Number(1, 1); // APIVersion.V1
        WriteHeaders(writer, source, target, body);
        var message = writer.BeginMessage(3);
        writer.Text(1, method);
        writer.Text(3, source.ContentType);
        var http = writer.BeginMessage(4);
        writer.Number(1, (ulong)Verbs.NumberOf(source.Method));
        if (source.QueryString.Value is { Length: > 1 } query)
            writer.Text(2, query.AsSpan(1));
        writer.EndMessage(http);
        writer.EndMessage(message);
        writer.EndMessage(request);
        if (body is { IsKept: true })
        {
            var payload = writer.BeginMessage(2);
            writer.Bytes(1, body.Kept.Span);
            writer.EndMessage(payload);
        }

        writer.EndFrame(frame);
    }

    private void WriteHeaders(WireWriter writer, HttpRequest source, AppTarget target, InboundBody? body)
    {
        var headers = source.Headers;
        var connection = headers.Connection;
        StringValues forwardedFor = default, forwardedHost = default, forwarded = default;
        foreach (var (name, values) in headers)
        {
            if (InvocationHeaders.StaysBehind(name) || (connection.Count > 0 && HopByHop.Names(connection, name)))
                continue;
            if (name.Equals(InvocationHeaders.ForwardedFor, StringComparison.OrdinalIgnoreCase))
                forwardedFor = values;
            else if (name.Equals(InvocationHeaders.ForwardedHost, StringComparison.OrdinalIgnoreCase))
                forwardedHost = values;
            else if (name.Equals(InvocationHeaders.Forwarded, StringComparison.OrdinalIgnoreCase))
                forwarded = values;
            else
                WriteEntry(writer, name, values);
        }

        // A body that has no length comes in chunks; a request of a method that should have one says that it has none.
        if (body?.Length is { } length)
            WriteEntry(writer, InvocationHeaders.ContentLength, length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        else if (body is null && !Verbs.RarelyHasBody(Verbs.NumberOf(source.Method)))
            WriteEntry(writer, InvocationHeaders.ContentLength, "0");
        WriteIdentity(writer, target, forwardedFor, forwardedHost, forwarded);
    }
}
