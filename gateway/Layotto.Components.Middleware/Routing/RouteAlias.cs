using System.Text;
using System.Text.RegularExpressions;

namespace Layotto.Components.Middleware.Routing;

/// <summary>
/// A path by which another can be reached. Its pattern holds <c>{name}</c> for one segment, or <c>{name:expression}</c>; what they
/// match is added to the query.
/// </summary>
internal sealed class RouteAlias
{
    private readonly string _pattern;
    private readonly Regex? _expression;
    private readonly IReadOnlyList<string> _names;
    private readonly string _path;
    private readonly string _query;

    /// <summary>Reads an alias.</summary>
    /// <param name="key">The metadata key it is given with, for the error.</param>
    /// <param name="pattern">The path to be reached by.</param>
    /// <param name="target">The path that is reached, with a query or without.</param>
    /// <exception cref="MetadataException">One of the two can't be used.</exception>
    public RouteAlias(string key, string pattern, string target)
    {
        if (!pattern.StartsWith('/') || !target.StartsWith('/'))
            throw Wrong(key, pattern, "both its path and the path it leads to must begin with a slash");
        _pattern = pattern;
        (_expression, _names) = Parse(key, pattern);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        _path = EscapePath(question < 0 ? target : target[..question]);
        _query = question < 0 ? "" : target[(question + 1)..];
    }

    /// <summary>Looks whether a path is this alias's.</summary>
    /// <param name="path">The decoded path.</param>
    /// <param name="query">The request's query, percent-encoded, without its question mark.</param>
    /// <param name="newPath">The path it leads to, percent-encoded.</param>
    /// <param name="newQuery">The query it leads to.</param>
    public bool TryApply(string path, string query, out string newPath, out string newQuery)
    {
        newPath = _path;
        newQuery = "";
        if (_expression is null)
        {
            if (path != _pattern)
                return false;
            newQuery = Join(_query, query);
            return true;
        }

        var match = _expression.Match(path);
        if (!match.Success)
            return false;
        newQuery = Join(_query, query);
        for (var index = 0; index < _names.Count; index++)
            newQuery = Join(newQuery, $"{Uri.EscapeDataString(_names[index])}={Uri.EscapeDataString(match.Groups[GroupName(index)].Value)}");
        return true;
    }

    private static (Regex? Expression, IReadOnlyList<string> Names) Parse(string key, string pattern)
    {
        var names = new List<string>();
        var text = new StringBuilder("^");
        var position = 0;
        while (position < pattern.Length)
        {
            var open = pattern.IndexOfAny(['{', '}'], position);
            text.Append(Regex.Escape(open < 0 ? pattern[position..] : pattern[position..open]));
            if (open < 0)
                break;
            var close = pattern[open] == '{' ? Close(pattern, open) : -1;
            if (close < 0)
                throw Wrong(key, pattern, "its braces don't match");
            var inside = pattern[(open + 1)..close];
            var colon = inside.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? inside : inside[..colon];
            if (name.Length == 0 || colon == inside.Length - 1)
                throw Wrong(key, pattern, "a brace must hold a name, or a name, a colon and a regular expression");
            if (names.Contains(name))
                throw Wrong(key, pattern, $"it names \"{name}\" twice");
            text.Append("(?<").Append(GroupName(names.Count)).Append('>').Append(colon < 0 ? "[^/]+" : inside[(colon + 1)..]).Append(')');
            names.Add(name);
            position = close + 1;
        }

        if (names.Count == 0)
            return (null, names);
        try
        {
            return (GoPattern.Compile(key, text.Append('$').ToString(), RegexOptions.ExplicitCapture), names);
        }
        catch (MetadataException exception)
        {
            throw Wrong(key, pattern, exception.Message);
        }
    }

    private static string GroupName(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"v{index}");

    // An expression may hold braces of its own, as in {id:[0-9]{3}}.
    private static int Close(string pattern, int open)
    {
        var depth = 0;
        for (var index = open; index < pattern.Length; index++)
        {
            depth += pattern[index] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return index;
        }

        return -1;
    }

    private static string Join(string one, string other)
        => one.Length == 0 ? other : other.Length == 0 ? one : $"{one}&{other}";

    // What is percent-encoded already stays so.
    private static string EscapePath(string path) => new Microsoft.AspNetCore.Http.PathString(path).ToUriComponent();

    private static MetadataException Wrong(string key, string pattern, string why)
        => new(key, $"The metadata key \"{key}\" has an alias \"{pattern}\" that can't be used: {why}.");
}
