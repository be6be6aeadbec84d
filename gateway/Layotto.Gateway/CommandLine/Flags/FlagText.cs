using Layotto.Components.Metadata;

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>How the values of flags are written, and what is said when they are written wrongly.</summary>
internal static class FlagText
{
    private const int FarthestSuggestion = 3;

    /// <summary>Reads a boolean by the rules of Go's <c>strconv.ParseBool</c>, which pflag goes by.</summary>
    public static bool TryParseBoolean(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }

    /// <summary>The end of a sentence about a value that is none of those the flag takes.</summary>
    public static string MustBeOneOf(Flag flag, string text)
    {
        var allowed = $"must be {string.Join(", ", flag.Values.SkipLast(1))} or {flag.Values[^1]}";
        return Nearest(text, flag.Values) is { } near ? $"{allowed}; did you mean {near}?" : $"{allowed}.";
    }

    /// <summary>The known word nearest to a misspelt one, or null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        var farthest = Math.Min(FarthestSuggestion, Math.Max(1, word.Length / 2));
        foreach (var candidate in known)
        {
            var distance = EditDistance.Between(word, candidate);
            if (distance > farthest || (nearest is not null && distance == farthest))
                continue;
            nearest = candidate;
            farthest = distance;
        }

        return nearest;
    }
}
