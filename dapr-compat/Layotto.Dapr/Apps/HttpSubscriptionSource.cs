using System.Text.Json;
using Layotto.Components.PubSub;
using Layotto.Dapr.Json;
using Layotto.Runtime.Errors;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Apps;

/// <summary>Asks an HTTP app what it wants: <c>GET /dapr/subscribe</c>.</summary>
internal sealed class HttpSubscriptionSource(IAppChannel channel, string appId, long maxBodySize, IResilience resilience, ILoggerFactory loggers)
    : ISubscriptionSource
{
    private readonly ILogger _logger = loggers.CreateLogger("dapr.runtime.processor.subscription");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TopicSubscription>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var body = await resilience.ForInitialization.ExecuteAsync(
                static (source, token) => source.AskAsync(token), this, null, cancellationToken).ConfigureAwait(false);
            return body is null ? [] : Read(body.Value);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ApiException or ResilienceException)
        {
            throw new SubscriptionException($"the app couldn't be asked: {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw new SubscriptionException($"its answer can't be read: {exception.Message}", exception);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AppPath.Of("dapr/subscribe"));
        if (appId.Length > 0)
            request.Headers.TryAddWithoutValidation("dapr-app-id", appId);
        using var answer = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await AppBody.ReadAsync(answer, maxBodySize, cancellationToken).ConfigureAwait(false);
        switch ((int)answer.StatusCode)
        {
            case 200:
                return body ?? throw new SubscriptionException($"its answer has more than {maxBodySize} bytes");
            case 404:
                _logger.LogDebug("user app did not subscribe to any topic");
                return null;
            default:
                _logger.LogError("app returned http status code {Code} from subscription endpoint", (int)answer.StatusCode);
                return null;
        }
    }

    private List<TopicSubscription> Read(ReadOnlyMemory<byte> body)
    {
        var subscriptions = new List<TopicSubscription>();
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return subscriptions;
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind == JsonValueKind.Null)
            return subscriptions;
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new JsonException($"it is a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}; it must be an array of subscriptions");
        foreach (var element in document.RootElement.EnumerateArray())
        {
            try
            {
                if (Read(element) is { } subscription)
                    subscriptions.Add(subscription);
            }
            catch (SubscriptionException exception)
            {
                _logger.LogError("A subscription of the app is left out: {Reason}", exception.Message);
            }
        }

        return subscriptions;
    }

    private TopicSubscription? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new SubscriptionException($"it is a JSON {element.ValueKind.ToString().ToLowerInvariant()}; it must be an object");
        var topic = JsonMembers.Text(element, "topic");
        var rules = new List<RoutingRule>();
        var fallback = JsonMembers.Text(element, "route");
        if (element.TryGetMember("routes", out var routes))
        {
            if (routes.TryGetMember("rules", out var list) && list.ValueKind == JsonValueKind.Array)
                rules.AddRange(list.EnumerateArray().Select(rule => new RoutingRule(JsonMembers.Text(rule, "match"), JsonMembers.Text(rule, "path"))));
            if (JsonMembers.Text(routes, "default") is { Length: > 0 } path)
                fallback = path;
        }

        if (fallback.Length > 0)
            rules.Add(new RoutingRule("", fallback));
        if (rules.Count == 0)
        {
            _logger.LogWarning("topic {Topic} has an empty routes. removing from subscriptions list", topic);
            return null;
        }

        return new TopicSubscription(
            JsonMembers.Text(element, "pubsubname"),
            topic,
            rules,
            SubscriptionOrigin.Programmatic,
            Metadata(element),
            JsonMembers.Text(element, "deadLetterTopic"),
            Bulk(element));
    }

    private static Dictionary<string, string> Metadata(JsonElement element)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!element.TryGetMember("metadata", out var members) || members.ValueKind != JsonValueKind.Object)
            return metadata;
        foreach (var member in members.EnumerateObject())
            metadata[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
        return metadata;
    }

    private static BulkSubscribeOptions? Bulk(JsonElement element)
    {
        if (!element.TryGetMember("bulkSubscribe", out var bulk)
            || !bulk.TryGetMember("enabled", out var enabled)
            || enabled.ValueKind != JsonValueKind.True)
        {
            return null;
        }

        return TopicSubscription.BulkOptions(Number(bulk, "maxMessagesCount"), Number(bulk, "maxAwaitDurationMs"));
    }

    private static int Number(JsonElement element, string name)
        => element.TryGetMember(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) ? number : 0;
}
