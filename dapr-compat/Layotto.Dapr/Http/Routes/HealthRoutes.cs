using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Health;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The health API: whether everything is ready, and whether the outbound APIs are.</summary>
/// <param name="health">Everything that has to be ready.</param>
/// <param name="outbound">What has to be ready for calls from the app, before the app itself is up.</param>
/// <param name="appId">The app's id, which a caller may ask about.</param>
internal sealed class HealthRoutes(HealthTargets health, HealthTargets outbound, string appId)
{
    private static readonly ApiGroup Group = new("healthz", "v1");

    public IEnumerable<HttpRoute> All =>
    [
        new(Get, $"{V1}/healthz", Group, "Healthz", CheckAsync) { IsHealthCheck = true },
        new(Get, $"{V1}/healthz/outbound", Group, "HealthzOutbound", CheckOutboundAsync) { IsHealthCheck = true },
    ];

    private Task CheckAsync(HttpContext context, string[] values)
    {
        if (!health.IsReady)
            throw new ApiException(CommonErrors.HealthNotReady, ErrorKind.Internal, $"dapr is not ready: [{string.Join(' ', health.Unready)}]");
        if (context.Request.QueryString.HasValue && HasOtherAppId(context.Request))
            throw new ApiException(CommonErrors.HealthAppIdNotMatch, ErrorKind.Internal, "dapr app-id does not match");
        HttpAnswer.Empty(context);
        return Task.CompletedTask;
    }

    private Task CheckOutboundAsync(HttpContext context, string[] values)
    {
        if (!outbound.IsReady)
            throw new ApiException(CommonErrors.OutboundHealthNotReady, ErrorKind.Internal, "dapr outbound is not ready");
        HttpAnswer.Empty(context);
        return Task.CompletedTask;
    }

    private bool HasOtherAppId(HttpRequest request) => request.Query.TryGetValue("appid", out var asked) && asked.ToString() != appId;
}
