using System.Text.Json;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Secrets;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The secrets API over HTTP.</summary>
internal sealed class SecretRoutes(SecretEngine engine)
{
    private const string Group = "secrets";

    public IEnumerable<HttpRoute> All =>
    [
        Route(Get, V1, "secrets/{storeName}/bulk", Group, "GetBulkSecret", GetAllAsync),
        Route(Get, V1, "secrets/{storeName}/{key}", Group, "GetSecret", GetAsync),
    ];

    private async Task GetAsync(HttpContext context, string[] values)
    {
        var secret = await engine.GetAsync(values[0], values[1], RequestMetadata.Of(context.Request), context.RequestAborted).ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, secret, WriteSecret).ConfigureAwait(false);
    }

    private async Task GetAllAsync(HttpContext context, string[] values)
    {
        var secrets = await engine.GetAllAsync(values[0], RequestMetadata.Of(context.Request), context.RequestAborted).ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, secrets, static (writer, secrets) =>
        {
            writer.WriteStartObject();
            foreach (var (name, secret) in secrets)
            {
                writer.WritePropertyName(name);
                WriteSecret(writer, secret);
            }

            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void WriteSecret(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> secret)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in secret)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
