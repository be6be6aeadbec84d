using System.Text.RegularExpressions;
using Layotto.Components.HttpMiddleware;
using Layotto.Components.Metadata;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware;

/// <summary>The setting <c>pathFilter</c>: the paths that a middleware is for; all where it isn't given.</summary>
internal sealed class PathFilter(Regex? pattern)
{
    public static MetadataField<string> Field { get; } = MetadataField.Text(
        "pathFilter", "A regular expression in Go's syntax; the middleware is for the paths that it matches, and all others pass it by.")
        with { Example = "^/v1.0/invoke/orders/.*" };

    public static PathFilter Read(ComponentMetadata metadata)
        => new(Field.Read(metadata) is { Length: > 0 } text ? GoPattern.Compile(Field.Name, text) : null);

    /// <summary>
    /// Whether the middleware is for a request. Both the path as given and the one that routing makes of it are looked at, so that
    /// <c>//</c> or <c>/../</c> leads nobody past.
    /// </summary>
    public bool Matches(HttpContext context)
    {
        if (pattern is null)
            return true;
        var path = RequestTarget.PathOf(RequestTarget.Of(context));
        return pattern.IsMatch(Uri.UnescapeDataString(path)) || pattern.IsMatch($"/{Uri.UnescapeDataString(RequestTarget.Clean(path))}");
    }
}
