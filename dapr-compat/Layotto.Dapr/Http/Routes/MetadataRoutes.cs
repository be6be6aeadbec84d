using System.Text;
using System.Text.Json;
using Layotto.Dapr.Http.Routing;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.PubSub.Subscriptions;
using Microsoft.AspNetCore.Http;
using static Layotto.Dapr.Http.Routes.ApiVersions;

namespace Layotto.Dapr.Http.Routes;

/// <summary>The metadata API over HTTP.</summary>
internal sealed class MetadataRoutes(GatewayMetadata metadata, long maxBodySize)
{
    private const string Group = "metadata";

    public IEnumerable<HttpRoute> All =>
    [
        Route(Get, V1, "metadata", Group, "GetMetadata", GetAsync),
        Route(Put, V1, "metadata/{key}", Group, "PutMetadata", PutAsync),
    ];

    private Task GetAsync(HttpContext context, string[] values) => HttpAnswer.WriteAsync(context, metadata, Write);

    private async Task PutAsync(HttpContext context, string[] values)
    {
        try
        {
            using var body = await RequestBody.ReadAsync(context, maxBodySize).ConfigureAwait(false);
            if (!metadata.TrySetExtended(values[0], Encoding.UTF8.GetString(body.Memory.Span)))
                throw new ApiException(CommonErrors.BadRequest, ErrorKind.ResourceExhausted, "there are too many extended metadata keys already");
        }
        catch (RequestBodyException exception)
        {
            throw new ApiException(CommonErrors.BodyRead, ErrorKind.InvalidArgument, $"failed to read request body: {exception.Message}", exception);
        }

        HttpAnswer.Empty(context);
    }

    private static void Write(Utf8JsonWriter writer, GatewayMetadata metadata)
    {
        writer.WriteStartObject();
        if (metadata.AppId.Length > 0)
            writer.WriteString("id"u8, metadata.AppId);
        writer.WriteString("runtimeVersion"u8, metadata.RuntimeVersion);
        WriteTexts(writer, "enabledFeatures", metadata.EnabledFeatures);
        WriteComponents(writer, metadata.Components);
        writer.WriteStartObject("extended"u8);
        foreach (var (key, value) in metadata.Extended)
            writer.WriteString(key, value);
        writer.WriteEndObject();
        WriteSubscriptions(writer, metadata.Subscriptions());
        WriteNames(writer, "httpEndpoints", metadata.HttpEndpoints);
        WriteAppConnection(writer, metadata.AppConnection);
        writer.WriteStartObject("actorRuntime"u8);
        writer.WriteString("runtimeStatus"u8, "DISABLED");
        writer.WriteBoolean("hostReady"u8, false);
        writer.WriteEndObject();
        WriteNames(writer, "resiliencies", metadata.Resiliencies);
        writer.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter writer, IReadOnlyList<ComponentFacts> components)
    {
        if (components.Count == 0)
            return;
        writer.WriteStartArray("components"u8);
        foreach (var component in components)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, component.Name);
            writer.WriteString("type"u8, component.Type);
            if (component.Version.Length > 0)
                writer.WriteString("version"u8, component.Version);
            WriteTexts(writer, "capabilities", component.Capabilities);
            writer.WriteString("health"u8, component.HealthText);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSubscriptions(Utf8JsonWriter writer, IReadOnlyList<TopicSubscription> subscriptions)
    {
        if (subscriptions.Count == 0)
            return;
        writer.WriteStartArray("subscriptions"u8);
        foreach (var subscription in subscriptions)
        {
            writer.WriteStartObject();
            writer.WriteString("pubsubname"u8, subscription.PubSubName);
            writer.WriteString("topic"u8, subscription.Topic);
            WriteMap(writer, "metadata", subscription.Metadata);
            WriteRules(writer, subscription.Rules);
            writer.WriteString("deadLetterTopic"u8, subscription.DeadLetterTopic);
            writer.WriteString("type"u8, subscription.Origin.ToString().ToUpperInvariant());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRules(Utf8JsonWriter writer, IReadOnlyList<RoutingRule> rules)
    {
        if (rules.Count == 0)
            return;
        writer.WriteStartArray("rules"u8);
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            if (rule.Match.Length > 0)
                writer.WriteString("match"u8, rule.Match);
            if (rule.Path.Length > 0)
                writer.WriteString("path"u8, rule.Path);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
            return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static void WriteAppConnection(Utf8JsonWriter writer, AppConnection app)
    {
        writer.WriteStartObject("appConnectionProperties"u8);
        if (app.Port != 0)
            writer.WriteNumber("port"u8, app.Port);
        writer.WriteString("protocol"u8, app.Protocol);
        writer.WriteString("channelAddress"u8, app.ChannelAddress);
        if (app.MaxConcurrency != 0)
            writer.WriteNumber("maxConcurrency"u8, app.MaxConcurrency);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter writer, string property, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        writer.WriteStartArray(property);
        foreach (var name in names)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
