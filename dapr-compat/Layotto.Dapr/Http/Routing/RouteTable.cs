using System.Collections.Frozen;

namespace Layotto.Dapr.Http.Routing;

/// <summary>The routes of an HTTP API, found by the first two segments of a path (<c>v1.0/state</c>) and then by their patterns.</summary>
public sealed class RouteTable
{
    private readonly FrozenDictionary<string, HttpRoute[]>.AlternateLookup<ReadOnlySpan<char>> _byPrefix;

    /// <summary>Creates the table. The order of the routes makes no difference.</summary>
    public RouteTable(IEnumerable<HttpRoute> routes)
    {
        Routes = [.. routes];
        _byPrefix = Routes
            .GroupBy(route => Prefix(route.Pattern.Text).ToString(), StringComparer.Ordinal)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.OrderByDescending(route => route.Pattern.LiteralCount).ToArray(),
                StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Every route.</summary>
    public IReadOnlyList<HttpRoute> Routes { get; }

    /// <summary>Finds the route of a request.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="path">Its path, as <see cref="RequestPath.Clean"/> gives it.</param>
    /// <param name="route">The route.</param>
    /// <param name="values">The values of its parameters, decoded.</param>
    public RouteMatch TryMatch(string method, ReadOnlySpan<char> path, out HttpRoute? route, out string[] values)
    {
        route = null;
        values = [];
        if (!_byPrefix.TryGetValue(Prefix(path), out var candidates))
            return RouteMatch.None;
        Span<Range> segments = stackalloc Range[RequestPath.MaxSegments];
        segments = segments[..RequestPath.Split(path, segments)];
        Span<Range> ranges = stackalloc Range[RequestPath.MaxSegments];
        foreach (var candidate in candidates)
        {
            if (!candidate.Takes(method) || !candidate.Pattern.TryMatch(path, segments, ranges))
                continue;
            route = candidate;
            return TryDecode(path, ranges[..candidate.Pattern.ParameterCount], out values) ? RouteMatch.Found : RouteMatch.BadEscape;
        }

        return RouteMatch.None;
    }

    private static bool TryDecode(ReadOnlySpan<char> path, ReadOnlySpan<Range> ranges, out string[] values)
    {
        values = ranges.Length == 0 ? [] : new string[ranges.Length];
        for (var index = 0; index < values.Length; index++)
        {
            if (!QueryText.TryDecode(path[ranges[index]], out values[index]))
                return false;
        }

        return true;
    }

    private static ReadOnlySpan<char> Prefix(ReadOnlySpan<char> path)
    {
        var first = path.IndexOf('/');
        if (first < 0)
            return path;
        var second = path[(first + 1)..].IndexOf('/');
        return second < 0 ? path : path[..(first + 1 + second)];
    }
}
