using Layotto.Components.Metadata;

namespace Layotto.Components.Crypto.Jwks;

/// <summary>The settings of <c>crypto.dapr.jwks</c>.</summary>
internal sealed record JwksSettings(string Jwks, TimeSpan RequestTimeout, TimeSpan MinRefreshInterval)
{
    private static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultMinRefreshInterval = TimeSpan.FromMinutes(10);

    private static readonly MetadataField<string> JwksField = MetadataField.Text(
        "jwks", "The JSON Web Key Set: a URL, the path of a file, or the JSON itself, which may be in Base64.") with
    {
        IsRequired = true,
        IsSensitive = true,
        Example = "https://example.com/.well-known/jwks.json",
    };

    private static readonly MetadataField<TimeSpan> RequestTimeoutField = MetadataField.Duration(
        "requestTimeout", "How long a request for the set may take.", DefaultRequestTimeout);

    private static readonly MetadataField<TimeSpan> MinRefreshIntervalField = MetadataField.Duration(
        "minRefreshInterval", "How often the set is fetched anew; for URLs.", DefaultMinRefreshInterval);

    public static MetadataSchema Schema { get; } = new(JwksField, RequestTimeoutField, MinRefreshIntervalField);

    // Dapr takes intervals that are too short for none.
    public static JwksSettings Read(ComponentMetadata metadata)
    {
        var (timeout, interval) = (RequestTimeoutField.Read(metadata), MinRefreshIntervalField.Read(metadata));
        return new JwksSettings(
            JwksField.Read(metadata).Trim(),
            timeout < TimeSpan.FromMilliseconds(1) ? DefaultRequestTimeout : timeout,
            interval < TimeSpan.FromSeconds(1) ? DefaultMinRefreshInterval : interval);
    }
}
