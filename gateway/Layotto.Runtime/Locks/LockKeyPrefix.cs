namespace Layotto.Runtime.Locks;

/// <summary>
/// How a lock store's resources are prefixed, so that apps that share a store keep apart: the <c>keyPrefix</c> of its metadata. All of
/// them begin with <c>lock||</c>, so that a lock store and a state store can share a database.
/// </summary>
public sealed class LockKeyPrefix
{
    /// <summary>What stands between a prefix and a resource, and can't be part of either.</summary>
    public const string Separator = "||";

    private const string ApiPrefix = "lock" + Separator;

    private readonly string _prefix;

    private LockKeyPrefix(string prefix) => _prefix = prefix;

    /// <summary>Reads the strategy.</summary>
    /// <param name="strategy">
    /// <c>appid</c> (also when null or empty), <c>name</c> (the store's name), <c>none</c>, or any other text, which is taken as the
    /// prefix itself, in lower case as Dapr does.
    /// </param>
    /// <param name="storeName">The store's name.</param>
    /// <param name="appId">The app's id; without one, <c>appid</c> adds no prefix.</param>
    /// <exception cref="ArgumentException">The strategy contains the separator.</exception>
    public static LockKeyPrefix Create(string? strategy, string storeName, string appId)
    {
        strategy = string.IsNullOrEmpty(strategy) ? "appid" : strategy.ToLowerInvariant();
        if (IsIllegal(strategy))
            throw new ArgumentException(IllegalMessage(strategy), nameof(strategy));
        return new LockKeyPrefix(strategy switch
        {
            "none" => ApiPrefix,
            "name" => $"{ApiPrefix}{storeName}{Separator}",
            "appid" => appId.Length == 0 ? ApiPrefix : $"{ApiPrefix}{appId}{Separator}",
            _ => $"{ApiPrefix}{strategy}{Separator}",
        });
    }

    /// <summary>Puts the prefix before a resource.</summary>
    public string Add(string resource) => _prefix + resource;

    /// <summary>Whether a resource can't be used, because it contains the separator.</summary>
    public static bool IsIllegal(string resource) => resource.Contains(Separator, StringComparison.Ordinal);

    internal static string IllegalMessage(string text) => $"input key/keyPrefix '{text}' can't contain '{Separator}'";
}
