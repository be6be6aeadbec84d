namespace Layotto.Dapr.Http.Routing;

/// <summary>
/// The path of a route: literal segments, <c>{name}</c> for any one segment, and at the end <c>*</c> for everything that is left.
/// </summary>
public sealed class RoutePattern
{
    private readonly string?[] _literals;
    private readonly bool _takesRest;

    /// <summary>Reads a pattern such as <c>v1.0/state/{storeName}/{key}</c>.</summary>
    public RoutePattern(string text)
    {
        Text = text;
        var segments = text.Split('/');
        _takesRest = segments[^1] == "*";
        if (_takesRest)
            segments = segments[..^1];
        _literals = [.. segments.Select(segment => segment.StartsWith('{') ? null : segment)];
        ParameterCount = _literals.Count(literal => literal is null) + (_takesRest ? 1 : 0);
        LiteralCount = _literals.Count(literal => literal is not null);
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>How many values a match yields.</summary>
    public int ParameterCount { get; }

    /// <summary>How many segments are fixed; of two patterns that match, the one with more is meant.</summary>
    public int LiteralCount { get; }

    /// <summary>Matches a path, given as the ranges of its segments.</summary>
    /// <param name="path">The path, still percent-encoded, without a slash at either end.</param>
    /// <param name="segments">Where its segments are.</param>
    /// <param name="values">Takes the ranges of the parameters' values, in the order of the pattern.</param>
    public bool TryMatch(ReadOnlySpan<char> path, ReadOnlySpan<Range> segments, Span<Range> values)
    {
        if (_takesRest ? segments.Length <= _literals.Length : segments.Length != _literals.Length)
            return false;
        var count = 0;
        for (var index = 0; index < _literals.Length; index++)
        {
            if (_literals[index] is not { } literal)
                values[count++] = segments[index];
            else if (!path[segments[index]].SequenceEqual(literal))
                return false;
        }

        if (_takesRest)
            values[count] = segments[_literals.Length].Start..path.Length;
        return true;
    }
}
