using Layotto.Dapr.Apps;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>A call to the HTTP app beside this sidecar: the app's own, or one that another sidecar has sent.</summary>
internal sealed class AppRelay(HttpContext context, string method, InvocationOptions options, IAppChannel app, bool isPeer = false)
    : HttpRelay(context, options.MaxBodySize, app.SendAsync, isPeer)
{
    protected override HttpRequestMessage CreateRequest() => new(
        Verbs.MethodOf(Verbs.NumberOf(Source.Method)),
        new Uri(MethodPath.ToHttp(method) + Source.QueryString.Value, UriKind.Relative));

    protected override void AddOwnHeaders(HttpRequestMessage request)
    {
        if (!IsPeer)
            AppRequest.AddIdentity(request, options.Namespace, options.AppId, options.AppId);
    }
}
