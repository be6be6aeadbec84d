using System.Globalization;

namespace Layotto.Components.State;

/// <summary>How long a value lives, as the metadata of a write says it under <see cref="MetadataKey"/>; the rules are those of Dapr's state stores.</summary>
public static class StateTimeToLive
{
    /// <summary>The metadata key: a whole number of seconds.</summary>
    public const string MetadataKey = "ttlInSeconds";

    /// <summary>Reads the time to live from the metadata of a write.</summary>
    /// <returns>The time, or null when the value never expires: the key is absent or empty, or the number is 0 or -1.</returns>
    /// <exception cref="ComponentException">It isn't a whole number from -1 to 2147483647.</exception>
    public static TimeSpan? Read(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0 || !metadata.TryGetValue(MetadataKey, out var text) || text.Length == 0)
            return null;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) || seconds < -1)
        {
            var given = text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
            throw new ComponentException(
                $"The metadata \"{MetadataKey}\" is \"{given}\"; it must be a whole number of seconds up to {int.MaxValue}, or -1 for no expiry.");
        }

        return seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The metadata that tells a reader when a value expires.</summary>
    public static IReadOnlyDictionary<string, string> Describe(DateTimeOffset expiry)
        => new Dictionary<string, string>(1)
        {
            [StateValue.ExpiryMetadataKey] = expiry.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
}
