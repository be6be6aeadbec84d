using System.Text.Json;
using Layotto.Components.Metadata;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Health;
using Layotto.Runtime.Metadata;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The health API: whether everything is ready, and whether the outbound APIs are.</summary>
/// <param name="health">Everything that has to be ready.</param>
/// <param name="outbound">What has to be ready for calls from the app, before the app itself is up.</param>
/// <param name="metadata">The app's id, which a caller may ask about, and how the components are.</param>
internal sealed class HealthRoutes(HealthTargets health, HealthTargets outbound, GatewayMetadata metadata)
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
        if (context.Request.QueryString.HasValue && AsksForComponents(context.Request))
            return HttpAnswer.WriteAsync(context, metadata, WriteComponents);
        HttpAnswer.Empty(context);
        return Task.CompletedTask;
    }

    // No token is asked for here, so this is names and words alone; reasons are in the view of components.
    private static void WriteComponents(Utf8JsonWriter writer, GatewayMetadata metadata)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("components"u8);
        foreach (var component in metadata.AllComponents)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, component.Name);
            writer.WriteString("type"u8, component.Type);
            writer.WriteString("health"u8, component.HealthText);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private Task CheckOutboundAsync(HttpContext context, string[] values)
    {
        if (!outbound.IsReady)
            throw new ApiException(CommonErrors.OutboundHealthNotReady, ErrorKind.Internal, "dapr outbound is not ready");
        HttpAnswer.Empty(context);
        return Task.CompletedTask;
    }

    private static bool AsksForComponents(HttpRequest request)
        => request.Query.TryGetValue("components", out var asked) && Truth.IsTruthy(asked.ToString());

    private bool HasOtherAppId(HttpRequest request) => request.Query.TryGetValue("appid", out var asked) && asked.ToString() != metadata.AppId;
}
