using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Components.HttpMiddleware;

/// <summary>
/// The raw target of a request, <c>/path?query</c> still percent-encoded. Routing goes by it, and so a middleware that sends a request
/// elsewhere writes it here.
/// </summary>
/// <remarks>
/// It is kept in <see cref="IHttpRequestFeature.RawTarget"/>, because the server's decoded path can't tell a slash from an encoded
/// one. Who changes the decoded path alone changes nothing.
/// </remarks>
public static class RequestTarget
{
    /// <summary>A request's raw target.</summary>
    public static string Of(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>Sends a request elsewhere: routing, and everything behind it, sees this path and query.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The path, percent-encoded, beginning with a slash.</param>
    /// <param name="query">The query without its question mark, percent-encoded; empty for none.</param>
    public static void Rewrite(HttpContext context, string path, string query)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        request.RawTarget = query.Length == 0 ? path : $"{path}?{query}";
        request.Path = Uri.UnescapeDataString(path);
        request.QueryString = query.Length == 0 ? "" : $"?{query}";
    }

    /// <summary>Cuts the query, and the scheme and host of an absolute target, off a raw target.</summary>
    public static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        var end = target.IndexOfAny('?', '#');
        if (end >= 0)
            target = target[..end];
        if (target.Length > 0 && target[0] == '/')
            return target;
        var authority = target.IndexOf("://");
        if (authority < 0)
            return target;
        target = target[(authority + 3)..];
        var slash = target.IndexOf('/');
        return slash < 0 ? "/" : target[slash..];
    }

    /// <summary>The query of a raw target, without its question mark; empty where there is none.</summary>
    public static ReadOnlySpan<char> QueryOf(ReadOnlySpan<char> target)
    {
        var start = target.IndexOf('?');
        if (start < 0)
            return default;
        var query = target[(start + 1)..];
        var end = query.IndexOf('#');
        return end < 0 ? query : query[..end];
    }

    /// <summary>Resolves empty and dot segments of a path and drops the slashes at both ends: the form that routing matches.</summary>
    /// <returns>The same text where there was nothing to do, else a cleaned copy.</returns>
    public static ReadOnlySpan<char> Clean(ReadOnlySpan<char> path)
    {
        path = path.Trim('/');
        return path.IndexOf("//") < 0 && !HasDotSegment(path) ? path : Rebuild(path);
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        foreach (var segment in path.Split('/'))
        {
            if (path[segment] is "." or "..")
                return true;
        }

        return false;
    }

    private static string Rebuild(ReadOnlySpan<char> path)
    {
        var kept = new List<string>();
        foreach (var range in path.Split('/'))
        {
            switch (path[range])
            {
                case "" or ".":
                    break;
                case "..":
                    if (kept.Count > 0)
                        kept.RemoveAt(kept.Count - 1);
                    break;
                default:
                    kept.Add(path[range].ToString());
                    break;
            }
        }

        return string.Join('/', kept);
    }
}
