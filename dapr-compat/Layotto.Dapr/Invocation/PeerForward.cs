using System.Diagnostics;
using Layotto.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>What changes on the direct way to another sidecar, and what is measured there. It belongs to one call.</summary>
/// <param name="options">Who this sidecar is.</param>
/// <param name="callee">The app that is called.</param>
/// <param name="trace">What the answer has before anything is copied into it.</param>
internal sealed class PeerForward(InvocationOptions options, string callee, AnswerTrace trace) : ForwardTransform
{
    private readonly long _start = options.Metrics.IsEnabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Whether there was a connection, so that the request may have been sent.</summary>
    public bool HasConnected { get; private set; }

    public override long LargestRequestBody => options.MaxBodySize;

    public override int LongestDoubtedLength => AppResponse.LongestRecounted;

    public override bool DropsRequestHeader(string name)
        => (name.Length != 12 && InvocationHeaders.StaysBehind(name)) || InvocationHeaders.IsForwarding(name) || DirectPeer.IsHeader(name);

    // This is the place where the headers of requests to other sidecars are set that go this way.
    public override void AddRequestHeaders(HttpContext context, UpstreamConnection connection)
    {
        if (!HasConnected)
            options.Metrics.Invocation.RequestSent(callee);
        HasConnected = true;
        var headers = context.Request.Headers;
        Add(connection, InvocationHeaders.ForwardedFor, headers[InvocationHeaders.ForwardedFor], options.HostAddress);
        Add(connection, InvocationHeaders.ForwardedHost, headers[InvocationHeaders.ForwardedHost], options.HostName);
        Add(connection, InvocationHeaders.Forwarded, headers[InvocationHeaders.Forwarded], options.Forwarded);
        connection.AddHeader(InvocationHeaders.CallerNamespace, options.Namespace);
        connection.AddHeader(InvocationHeaders.CallerAppId, options.AppId);
        connection.AddHeader(InvocationHeaders.CalleeAppId, callee);
    }

    public override void InspectResponse(UpstreamConnection connection)
    {
        DirectPeer.ThrowIfRefused(connection);
        options.Metrics.Invocation.ResponseReceived(callee, connection.StatusCode, _start);
    }

    public override bool DropsResponseHeader(string name) => DirectPeer.IsHeader(name) || trace.Replaces(name);

    private static void Add(UpstreamConnection connection, string name, StringValues given, string own)
    {
        foreach (var value in given)
            connection.AddHeader(name, value ?? "");
        if (own.Length > 0)
            connection.AddHeader(name, own);
    }
}
