using Layotto.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>What changes on the direct way to another sidecar. It belongs to one call.</summary>
/// <param name="options">Who this sidecar is.</param>
/// <param name="callee">The app that is called.</param>
internal sealed class PeerForward(InvocationOptions options, string callee) : ForwardTransform
{
    /// <summary>Whether there was a connection, so that the request may have been sent.</summary>
    public bool HasConnected { get; private set; }

    public override long LargestRequestBody => options.MaxBodySize;

    public override int LongestDoubtedLength => AppResponse.LongestRecounted;

    public override bool DropsRequestHeader(string name)
        => (name.Length != 12 && InvocationHeaders.StaysBehind(name)) || InvocationHeaders.IsForwarding(name) || DirectPeer.IsHeader(name);

    // This is the place where the headers of requests to other sidecars are set that go this way.
    public override void AddRequestHeaders(HttpContext context, UpstreamConnection connection)
    {
        HasConnected = true;
        var headers = context.Request.Headers;
        Add(connection, InvocationHeaders.ForwardedFor, headers[InvocationHeaders.ForwardedFor], options.HostAddress);
        Add(connection, InvocationHeaders.ForwardedHost, headers[InvocationHeaders.ForwardedHost], options.HostName);
        Add(connection, InvocationHeaders.Forwarded, headers[InvocationHeaders.Forwarded], options.Forwarded);
        connection.AddHeader(InvocationHeaders.CallerNamespace, options.Namespace);
        connection.AddHeader(InvocationHeaders.CallerAppId, options.AppId);
        connection.AddHeader(InvocationHeaders.CalleeAppId, callee);
    }

    public override void InspectResponse(UpstreamConnection connection) => DirectPeer.ThrowIfRefused(connection);

    public override bool DropsResponseHeader(string name, IHeaderDictionary response)
        => DirectPeer.IsHeader(name) || InvocationHeaders.GivesWay(name, response);

    private static void Add(UpstreamConnection connection, string name, StringValues given, string own)
    {
        foreach (var value in given)
            connection.AddHeader(name, value ?? "");
        if (own.Length > 0)
            connection.AddHeader(name, own);
    }
}
