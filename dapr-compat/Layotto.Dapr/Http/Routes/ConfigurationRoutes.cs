using Layotto.Dapr.Apps;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Configuration;
using Layotto.Runtime.Errors;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The configuration API over HTTP. Changes are posted to the app, which therefore has to speak HTTP.</summary>
/// <param name="engine">The engine.</param>
/// <param name="app">The app that is told of changes; null when there is none.</param>
internal sealed class ConfigurationRoutes(ConfigurationEngine engine, ConfigurationApp? app)
{
    private const string Group = "configuration";

    public IEnumerable<HttpRoute> All => new[] { V1, V1Alpha1 }.SelectMany(version => new[]
    {
        Route(Get, version, "configuration/{storeName}", Group, "GetConfiguration", GetAsync),
        Route(Get, version, "configuration/{storeName}/subscribe", Group, "SubscribeConfiguration", SubscribeAsync),
        Route(Get, version, "configuration/{storeName}/{subscriptionId}/unsubscribe", Group, "UnsubscribeConfiguration", UnsubscribeAsync),
    });

    private async Task GetAsync(HttpContext context, string[] values)
    {
        var items = await engine
            .GetAsync(values[0], RequestMetadata.All(context.Request, "key"), RequestMetadata.Of(context.Request), context.RequestAborted)
            .ConfigureAwait(false);
        if (items.Count == 0)
            HttpAnswer.Empty(context);
        else
            await HttpAnswer.WriteAsync(context, items, ConfigurationJson.WriteItems).ConfigureAwait(false);
    }

    private async Task SubscribeAsync(HttpContext context, string[] values)
    {
        engine.RequireStore(values[0]);
        if (app is null)
        {
            throw new ApiException(
                ConfigurationErrors.NoApp,
                ErrorKind.FailedPrecondition,
                "app channel is not initialized. cannot subscribe to configuration updates");
        }

        var keys = RequestMetadata.All(context.Request, "key");
        var subscription = await engine
            .SubscribeAsync(values[0], keys, RequestMetadata.Of(context.Request), app.ListenerOf(values[0]), context.RequestAborted)
            .ConfigureAwait(false);
        await HttpAnswer.WriteAsync(context, subscription.Id, static (writer, id) =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task UnsubscribeAsync(HttpContext context, string[] values)
    {
        engine.RequireStore(values[0]);
        var isEnded = await engine.UnsubscribeAsync(values[0], values[1], context.RequestAborted).ConfigureAwait(false);

        // The one answer of Dapr's API that tells a failure in a shape of its own.
        await HttpAnswer.WriteAsync(context, (isEnded, Id: values[1]), static (writer, answer) =>
        {
            writer.WriteStartObject();
            if (answer.isEnded)
                writer.WriteBoolean("ok"u8, true);
            else
                writer.WriteString("message"u8, $"failed to unsubscribe to configuration request {answer.Id}: subscription does not exist");
            writer.WriteEndObject();
        }, isEnded ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError).ConfigureAwait(false);
    }
}
