using Layotto.Http;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>What changes on the shortest way to the app. One object serves all requests.</summary>
/// <param name="token">The app's token; null for none.</param>
/// <param name="identity">Who this sidecar is, for calls of the app to itself; null for calls whose sender has said who calls.</param>
internal sealed class AppForward(string? token, InvocationOptions? identity) : ForwardTransform
{
    public override long LargestRequestBody => identity?.MaxBodySize ?? long.MaxValue;

    public override int LongestDoubtedLength => AppResponse.LongestRecounted;

    public override bool DropsRequestHeader(string name)
        => name.Length != 12 && InvocationHeaders.StaysBehind(name) && (identity is not null || !InvocationHeaders.IsIdentity(name));

    // This is the place where the headers of requests to the app are set that go this way.
    public override void AddRequestHeaders(HttpContext context, UpstreamConnection connection)
    {
        if (token is not null)
            connection.AddHeader(ApiToken.HeaderName, token);
        if (identity is null)
            return;
        connection.AddHeader(InvocationHeaders.CallerNamespace, identity.Namespace);
        connection.AddHeader(InvocationHeaders.CallerAppId, identity.AppId);
        connection.AddHeader(InvocationHeaders.CalleeAppId, identity.AppId);
    }

    // What sidecars tell one another an app can't say.
    public override bool DropsResponseHeader(string name, IHeaderDictionary response)
        => DirectPeer.IsHeader(name) || InvocationHeaders.GivesWay(name, response);
}
