namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>
/// Patterns for paths in the manner of Go's ServeMux: <c>{name}</c> takes one segment, <c>{name...}</c> or a slash at the end takes the
/// rest, and of several that match the most specific one counts. Each also stands for the path that invokes it on an app.
/// </summary>
internal sealed class PathPatterns
{
    private const string Invocation = "/v1.0/invoke/";
    private const string InvocationPrefix = "/v1.0/invoke/{app_id}/method";

    private readonly Pattern[] _patterns;

    public PathPatterns(IEnumerable<string> patterns)
        => _patterns =
        [
            .. patterns.Select(Normal)
                .SelectMany(pattern => pattern.StartsWith(Invocation, StringComparison.Ordinal) ? [pattern] : new[] { pattern, InvocationPrefix + pattern })
                .Distinct(StringComparer.Ordinal)
                .Select(text => new Pattern(text))
                .OrderBy(pattern => pattern.Rank, StringComparer.Ordinal),
        ];

    /// <summary>The pattern that a path, beginning with a slash, belongs to; or null.</summary>
    public string? Match(ReadOnlySpan<char> path)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(path[1..]))
                return pattern.Text;
        }

        return null;
    }

    private static string Normal(string pattern)
    {
        while (pattern.Contains("//", StringComparison.Ordinal))
            pattern = pattern.Replace("//", "/", StringComparison.Ordinal);
        return pattern.StartsWith('/') ? pattern : "/" + pattern;
    }

    private sealed class Pattern
    {
        private readonly string?[] _segments;
        private readonly bool _takesRest;

        public Pattern(string text)
        {
            Text = text;
            var segments = text[1..].Split('/');
            _takesRest = segments[^1].Length == 0 || segments[^1].EndsWith("...}", StringComparison.Ordinal);
            if (_takesRest || segments[^1] == "{$}")
                segments = segments[..^1];
            _segments = [.. segments.Select(segment => segment.StartsWith('{') && segment.EndsWith('}') ? null : segment)];

            // A literal goes before a parameter, segment by segment, and both before the rest.
            Rank = string.Concat(_segments.Select(segment => segment is null ? 'b' : 'a')) + (_takesRest ? 'c' : ' ');
        }

        public string Text { get; }

        public string Rank { get; }

        // A clean path has no slash at its end, so what lies under /orders/ begins with /orders itself.
        public bool Matches(ReadOnlySpan<char> path)
        {
            var rest = path;
            var isAtEnd = path.IsEmpty;
            foreach (var literal in _segments)
            {
                if (isAtEnd)
                    return false;
                var slash = rest.IndexOf('/');
                var segment = slash < 0 ? rest : rest[..slash];
                if (literal is null ? segment.IsEmpty : !segment.SequenceEqual(literal))
                    return false;
                isAtEnd = slash < 0;
                rest = slash < 0 ? [] : rest[(slash + 1)..];
            }

            return _takesRest || isAtEnd;
        }
    }
}
