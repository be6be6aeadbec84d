using System.Text.Json;
using Layotto.Components.Metadata;
using Layotto.Dapr.Json;
using Layotto.Runtime.Errors;
using Microsoft.Extensions.Logging;

namespace Layotto.Dapr.Apps;

/// <summary>Asks an HTTP app what it says of itself. An app that doesn't answer 200 says nothing; that is no error.</summary>
public static class AppConfigurationReader
{
    private const string Path = "/dapr/config";
    private const int MaxLength = 1 << 20;

    /// <summary>Asks the app.</summary>
    /// <param name="channel">The way to the app.</param>
    /// <param name="appId">The app's id, which it is told.</param>
    /// <param name="logger">Is told of an answer that can't be read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<AppConfiguration> ReadAsync(IAppChannel channel, string appId, ILogger logger, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("dapr-app-id", appId);
        try
        {
            using var response = await channel.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != System.Net.HttpStatusCode.OK)
                return AppConfiguration.Empty;
            await response.Content.LoadIntoBufferAsync(MaxLength, cancellationToken).ConfigureAwait(false);
            return Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or ApiException)
        {
            logger.LogWarning("the app's answer to GET {Path} can't be used, so defaults are in force: {Reason}", Path, exception.Message);
            return AppConfiguration.Empty;
        }
    }

    /// <summary>Reads the JSON text of an answer.</summary>
    /// <exception cref="JsonException">It isn't what an app answers.</exception>
    internal static AppConfiguration Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("the answer is no JSON object");
        return new AppConfiguration
        {
            Actors = Settings(root),
            EntitySettings = root.TryGetMember("entitiesConfig", out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(Settings)]
                : [],
        };
    }

    private static AppEntitySettings Settings(JsonElement from) => new()
    {
        Entities = from.TryGetMember("entities", out var entities) && entities.ValueKind == JsonValueKind.Array
            ? [.. entities.EnumerateArray().Where(entity => entity.ValueKind == JsonValueKind.String).Select(entity => entity.GetString()!)]
            : [],
        ActorIdleTimeout = Duration(from, "actorIdleTimeout"),
        DrainOngoingCallTimeout = Duration(from, "drainOngoingCallTimeout"),
        DrainRebalancedActors = Truth(from, "drainRebalancedActors"),
        Reentrancy = from.TryGetMember("reentrancy", out var reentrancy) && reentrancy.ValueKind == JsonValueKind.Object
            ? new AppReentrancy(Truth(reentrancy, "enabled") ?? false, Depth(reentrancy))
            : null,
    };

    private static TimeSpan? Duration(JsonElement from, string name)
    {
        if (!from.TryGetMember(name, out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
            return null;
        return GoDuration.TryParse(text, out var duration)
            ? duration
            : throw new JsonException($"the field \"{name}\" is \"{text}\"; it must be a duration such as 1h or 30s");
    }

    private static bool? Truth(JsonElement from, string name)
        => from.TryGetMember(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static int? Depth(JsonElement from)
        => from.TryGetMember("maxStackDepth", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var depth) ? depth : null;
}
