using System.Globalization;
using Layotto.Components.Metadata;
using Layotto.Runtime.Errors;

namespace Layotto.Runtime.PubSub;

/// <summary>What the metadata of a publication or a subscription says to the gateway itself.</summary>
internal static class PublishMetadata
{
    private const string RawPayload = "rawPayload";
    private const string TimeToLive = "ttl";
    private const string TimeToLiveInSeconds = "ttlInSeconds";
    private static readonly TimeSpan LongestTimeToLive = TimeSpan.FromDays(365 * 290.0);

    /// <summary>Reads whether messages go without an envelope.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="isRaw">Whether they do.</param>
    /// <param name="problem">What is wrong with the metadata, in Dapr's words; null when nothing is.</param>
    public static bool TryReadRaw(IReadOnlyDictionary<string, string> metadata, out bool isRaw, out string? problem)
    {
        isRaw = false;
        problem = null;
        if (!metadata.TryGetValue(RawPayload, out var text) || text.Length == 0)
            return true;
        // The JavaScript SDK sends texts of a subscription's metadata in their JSON form.
        switch (text.Trim('"'))
        {
            case "1" or "t" or "T" or "TRUE" or "true" or "True":
                isRaw = true;
                return true;
            case "0" or "f" or "F" or "FALSE" or "false" or "False":
                return true;
            default:
                problem = $"{RawPayload} value must be a valid boolean: actual is '{text}'";
                return false;
        }
    }

    /// <summary>Reads how long a message is to live: a number of seconds or a duration, under either key, whatever its case.</summary>
    /// <returns>The time; null when it never expires, also where a number isn't positive, as in Dapr.</returns>
    /// <exception cref="ApiException">It is neither.</exception>
    public static TimeSpan? ReadTimeToLive(string pubSubName, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return null;
        var text = Find(metadata, TimeToLive) is { Length: > 0 } first ? first : Find(metadata, TimeToLiveInSeconds);
        if (string.IsNullOrEmpty(text))
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= 0 ? null : seconds < LongestTimeToLive.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestTimeToLive;
        if (GoDuration.TryParse(text, out var duration))
            return duration < TimeSpan.Zero ? TimeSpan.Zero : duration < LongestTimeToLive ? duration : LongestTimeToLive;
        var given = text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
        throw PubSubProblems.Metadata(
            pubSubName, metadata, $"{TimeToLiveInSeconds} value must be a valid integer or a duration such as 30s: actual is '{given}'");
    }

    private static string? Find(IReadOnlyDictionary<string, string> metadata, string name)
    {
        foreach (var (key, value) in metadata)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}
