using Layotto.Components.State;
using Layotto.Dapr.Http.Routing;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Http;

/// <summary>The parameters of a request's query.</summary>
internal static class RequestMetadata
{
    private const string Prefix = "metadata.";

    /// <summary>The component metadata in a query: each <c>metadata.KEY=VALUE</c>; the first of several values counts.</summary>
    public static IReadOnlyDictionary<string, string> Of(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
            return StateValue.NoMetadata;
        Dictionary<string, string>? metadata = null;
        foreach (var (name, value) in Parameters(request))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
                (metadata ??= new(StringComparer.Ordinal)).TryAdd(name[Prefix.Length..], value);
        }

        return metadata ?? StateValue.NoMetadata;
    }

    /// <summary>The first value of a parameter, or empty where it isn't given.</summary>
    public static string Parameter(HttpRequest request, string name)
    {
        if (!request.QueryString.HasValue)
            return "";
        foreach (var (candidate, value) in Parameters(request))
        {
            if (candidate == name)
                return value;
        }

        return "";
    }

    /// <summary>All values of a parameter, in their order; none where it isn't given.</summary>
    public static IReadOnlyList<string> All(HttpRequest request, string name)
        => request.QueryString.HasValue ? [.. Parameters(request).Where(one => one.Name == name).Select(one => one.Value)] : [];

    /// <summary>
    /// An item's own metadata and the request's; where both have a key, the request's value counts, as in Dapr.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Merge(Dictionary<string, string>? own, IReadOnlyDictionary<string, string> request)
    {
        if (own is null || own.Count == 0)
            return request;
        foreach (var (key, value) in request)
            own[key] = value;
        return own;
    }

    // A parameter with a broken escape is passed over, as Go's parser does.
    private static IEnumerable<(string Name, string Value)> Parameters(HttpRequest request)
    {
        foreach (var pair in request.QueryString.Value!.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            if (QueryText.TryDecode(name, out var decodedName) && QueryText.TryDecode(value, out var decodedValue))
                yield return (decodedName, decodedValue);
        }
    }
}
