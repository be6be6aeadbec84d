namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>
/// The <c>path</c> label of HTTP metrics. A pattern that matches goes first; else, with increased cardinality, it is the path without
/// what differs from call to call (keys, ids), and otherwise it is empty.
/// </summary>
internal sealed class HttpPathLabels
{
    /// <summary>How many characters the caller has to have ready.</summary>
    public const int ScratchLength = MaxLength + 64;

    private const int MaxLength = MetricFamily<Counter>.MaxValueLength;

    private static readonly string[] Static = ["/dapr/config", "/dapr/metrics", "/dapr/subscribe", "/healthz"];

    private readonly PathPatterns? _patterns;
    private readonly bool _increased;

    public HttpPathLabels(IReadOnlyList<string> patterns, bool increasedCardinality)
    {
        _patterns = patterns.Count > 0 ? new PathPatterns(patterns) : null;
        _increased = increasedCardinality;
    }

    /// <summary>Whether every path has the same, empty label.</summary>
    public bool IsConstant => _patterns is null && !_increased;

    /// <summary>The label of a path.</summary>
    /// <param name="path">The path, clean; with or without a slash at its beginning.</param>
    /// <param name="scratch">Room for the label, of <see cref="ScratchLength"/> characters.</param>
    public ReadOnlySpan<char> Of(ReadOnlySpan<char> path, Span<char> scratch)
    {
        if (path.Contains('%'))
            path = Decode(path);
        var full = Copy(path, scratch);
        foreach (var known in Static)
        {
            if (full.SequenceEqual(known))
                return full;
        }

        if (_patterns is not null && MatchPattern(full) is { } pattern)
            return pattern;
        return _increased ? Shorten(full, scratch) : [];
    }

    // As in Dapr the patterns are tried once more on the shortened path, so that they can be written for it.
    private string? MatchPattern(ReadOnlySpan<char> path)
    {
        if (_patterns!.Match(path) is { } pattern && (!_increased || !path.SequenceEqual(pattern)))
            return pattern;
        Span<char> scratch = stackalloc char[ScratchLength];
        var shortened = Shorten(Copy(path, scratch), scratch);
        return !shortened.SequenceEqual(path) && _patterns.Match(shortened) is { } other && other != "/" ? other : null;
    }

    private static Span<char> Copy(ReadOnlySpan<char> path, Span<char> scratch)
    {
        path = path.TrimStart('/');
        if (path.Length > MaxLength - 1)
            path = path[..(MaxLength - 1)];
        scratch[0] = '/';
        path.CopyTo(scratch[1..]);
        return scratch[..(path.Length + 1)];
    }

    // The path lies at the beginning of the scratch, so what grows is moved within it.
    private static ReadOnlySpan<char> Shorten(Span<char> path, Span<char> scratch)
    {
        Span<Range> segments = stackalloc Range[8];
        var count = path[1..].Split(segments, '/');
        if (count < 3)
            return path;
        if (Segment(path, segments[0]) is "actors")
            return Replace(path, scratch, segments[2], "{id}");
        switch (Segment(path, segments[1]))
        {
            case "state" or "secrets":
                return Through(path, segments[2]);
            case "actors" when count >= 5:
                return Replace(Through(path, segments[4]), scratch, segments[3], "{id}");
            case "workflows" when count >= 4:
                return ShortenWorkflow(path, scratch, segments, count);
            default:
                return path;
        }
    }

    private static ReadOnlySpan<char> ShortenWorkflow(Span<char> path, Span<char> scratch, scoped ReadOnlySpan<Range> segments, int count)
    {
        if (count == 4)
            return Replace(path, scratch, segments[3], "{instanceId}");
        if (count == 5 && Segment(path, segments[4]).StartsWith("start"))
            return path[..(Through(path, segments[3]).Length + "/start".Length)];
        if (count == 6 && Segment(path, segments[4]) is "raiseEvent" && !Segment(path, segments[5]).IsEmpty)
        {
            var withEvent = Replace(path, scratch, segments[5], "{eventName}");
            return Replace(scratch[..withEvent.Length], scratch, segments[3], "{instanceId}");
        }

        return Replace(Through(path, segments[4]), scratch, segments[3], "{instanceId}");
    }

    private static ReadOnlySpan<char> Segment(Span<char> path, Range segment) => path[1..][segment];

    private static Span<char> Through(Span<char> path, Range segment) => path[..(1 + segment.End.Value)];

    private static ReadOnlySpan<char> Replace(Span<char> path, Span<char> scratch, Range segment, string with)
    {
        var start = 1 + segment.Start.Value;
        var rest = path[(1 + segment.End.Value)..];
        rest.CopyTo(scratch[(start + with.Length)..]);
        with.CopyTo(scratch[start..]);
        return scratch[..(start + with.Length + rest.Length)];
    }

    private static ReadOnlySpan<char> Decode(ReadOnlySpan<char> path)
        => Uri.UnescapeDataString(path.Length > MaxLength ? path[..MaxLength] : path);
}
