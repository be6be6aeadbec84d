using System.Collections.Concurrent;

namespace Layotto.Gateway.Logging;

/// <summary>
/// The scope of a log line: which part of the program speaks. What daprd has too goes by daprd's name for it, as people and
/// their tools filter by those.
/// </summary>
internal static class ScopeName
{
    /// <summary>The scope of what has no other.</summary>
    public const string Default = "dapr.runtime";

    private const int MostCached = 1024;

    // A longer prefix goes before a shorter one that it begins with.
    private static readonly (string Prefix, string Scope)[] Known =
    [
        ("Layotto.Dapr.Resources", "dapr.runtime.loader"),
        ("Layotto.Dapr.Http", "dapr.runtime.http"),
        ("Layotto.Dapr.Grpc", "dapr.runtime.grpc.api"),
        ("Layotto.Dapr.Invocation", "dapr.runtime.direct_messaging"),
        ("Layotto.Dapr.Channels", "dapr.runtime.channels"),
        ("Layotto.Dapr", "dapr.runtime"),
        ("Layotto.Runtime.Actors", "dapr.runtime.actor"),
        ("Layotto.Runtime.Workflows", "dapr.runtime.wfengine"),
        ("Layotto.Runtime.Middleware", "dapr.middleware.http"),
        ("Layotto.Runtime", "dapr.runtime"),
        ("Layotto.Components", "dapr.contrib"),
        ("Layotto.Pluggable", "pluggable-components-grpc-connector"),
        ("Layotto.Gateway", "dapr.runtime"),
        ("Microsoft", "layotto.host"),
        ("System", "layotto.host"),
    ];

    private static readonly ConcurrentDictionary<string, string> Cache = new(StringComparer.Ordinal);

    /// <summary>The scope of a logging category.</summary>
    /// <param name="category">
    /// The category: the full name of a type, which is mapped; or a scope as such (<c>dapr.…</c>, <c>layotto.…</c> or any other name
    /// in lower case), which stays.
    /// </param>
    public static string Of(string category)
    {
        if (Cache.TryGetValue(category, out var scope))
            return scope;
        scope = Find(category);
        if (Cache.Count < MostCached)
            Cache.TryAdd(category, scope);
        return scope;
    }

    private static string Find(string category)
    {
        if (category.Length == 0)
            return Default;
        foreach (var (prefix, scope) in Known)
        {
            if (category.StartsWith(prefix, StringComparison.Ordinal) && (category.Length == prefix.Length || category[prefix.Length] == '.'))
                return RestIsNamed(prefix) ? $"{scope}{RestOf(category, prefix)}" : scope;
        }

        return category.StartsWith("Layotto.", StringComparison.Ordinal) ? WithoutTypeName(category) : category;
    }

    // Engines are folders of Layotto.Runtime: Layotto.Runtime.PubSub.Publisher speaks as dapr.runtime.pubsub.
    private static bool RestIsNamed(string prefix) => prefix == "Layotto.Runtime";

    private static string RestOf(string category, string prefix)
    {
        var parts = category[prefix.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 2 ? "" : $".{parts[0].ToLowerInvariant()}";
    }

    private static string WithoutTypeName(string category)
    {
        var end = category.LastIndexOf('.');
        return (end > "Layotto".Length ? category[..end] : category).ToLowerInvariant();
    }
}
