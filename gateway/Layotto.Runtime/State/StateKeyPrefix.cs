namespace Layotto.Runtime.State;

/// <summary>
/// How a state store's keys are prefixed, so that apps that share a store keep apart: the <c>keyPrefix</c> of its metadata.
/// </summary>
public sealed class StateKeyPrefix
{
    /// <summary>What stands between a prefix and a key, and can't be part of either.</summary>
    public const string Separator = "||";

    /// <summary>The metadata key that names the strategy.</summary>
    public const string MetadataKey = "keyPrefix";

    private readonly string _prefix;

    private StateKeyPrefix(string prefix) => _prefix = prefix;

    /// <summary>Reads the strategy.</summary>
    /// <param name="strategy">
    /// <c>appid</c> (also when null or empty), <c>namespace</c> (the namespace, a dot and the app id; the app id alone where there
    /// is no namespace), <c>name</c> (the store's name), <c>none</c>, or any other text, which is taken as the prefix itself, in lower
    /// case as Dapr does.
    /// </param>
    /// <param name="storeName">The store's name.</param>
    /// <param name="appId">The app's id; without one, <c>appid</c> and <c>namespace</c> add no prefix.</param>
    /// <param name="appNamespace">The app's namespace, or empty.</param>
    /// <exception cref="ArgumentException">The strategy contains the separator.</exception>
    public static StateKeyPrefix Create(string? strategy, string storeName, string appId, string appNamespace)
    {
        strategy = string.IsNullOrEmpty(strategy) ? "appid" : strategy.ToLowerInvariant();
        if (strategy.Contains(Separator, StringComparison.Ordinal))
            throw new ArgumentException(IllegalKeyMessage(strategy), nameof(strategy));
        return new StateKeyPrefix(strategy switch
        {
            "none" => "",
            "name" => storeName + Separator,
            "appid" => appId.Length == 0 ? "" : appId + Separator,
            "namespace" => appId.Length == 0 ? "" : appNamespace.Length == 0 ? appId + Separator : $"{appNamespace}.{appId}{Separator}",
            _ => strategy + Separator,
        });
    }

    /// <summary>Puts the prefix before a key.</summary>
    public string Add(string key) => _prefix.Length == 0 ? key : string.Concat(_prefix, key);

    /// <summary>Takes the prefix off a key of the store. Rows that another strategy wrote lose what stands before their first separator.</summary>
    public string Remove(string storedKey)
    {
        if (_prefix.Length > 0 && storedKey.StartsWith(_prefix, StringComparison.Ordinal))
            return storedKey[_prefix.Length..];
        var first = storedKey.IndexOf(Separator, StringComparison.Ordinal);
        if (first < 0)
            return storedKey;
        var rest = storedKey.AsSpan(first + Separator.Length);
        var second = rest.IndexOf(Separator);
        return (second < 0 ? rest : rest[..second]).ToString();
    }

    /// <summary>Whether a key can't be used, because it contains the separator.</summary>
    public static bool IsIllegal(string key) => key.Contains(Separator, StringComparison.Ordinal);

    internal static string IllegalKeyMessage(string key) => $"input key/keyPrefix '{key}' can't contain '{Separator}'";
}
