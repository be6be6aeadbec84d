using Layotto.Components.HttpMiddleware;

namespace Layotto.Dapr.Http.Routing;

/// <summary>
/// The path of a request in the form that routes are matched against: still percent-encoded, without empty and dot segments,
/// without a slash at either end.
/// </summary>
/// <remarks>
/// The raw target is read rather than the server's decoded path, because a key may contain an encoded slash: <c>a%2Fb</c> is one
/// segment. Parameters are decoded once, after matching.
/// </remarks>
public static class RequestPath
{
    /// <summary>The most segments that a path can have and still match a route; what is left over belongs to the last one.</summary>
    public const int MaxSegments = 16;

    /// <summary>Cuts the query, and the scheme and host of an absolute target, off a raw request target.</summary>
    public static ReadOnlySpan<char> OfTarget(ReadOnlySpan<char> target) => RequestTarget.PathOf(target);

    /// <summary>Resolves empty and dot segments and drops the slashes at both ends.</summary>
    /// <returns>The same text where there was nothing to do, else a cleaned copy.</returns>
    public static ReadOnlySpan<char> Clean(ReadOnlySpan<char> path) => RequestTarget.Clean(path);

    /// <summary>Splits a clean path.</summary>
    /// <returns>How many segments there are.</returns>
    public static int Split(ReadOnlySpan<char> path, Span<Range> segments)
    {
        var count = 0;
        var start = 0;
        while (count < segments.Length - 1)
        {
            var slash = path[start..].IndexOf('/');
            if (slash < 0)
                break;
            segments[count++] = start..(start + slash);
            start += slash + 1;
        }

        segments[count++] = start..path.Length;
        return count;
    }
}
