using System.Globalization;

namespace Layotto.Dapr.Resources.Resiliencies;

/// <summary>Reads lists of status codes, such as <c>429,500-599</c>.</summary>
internal static class StatusCodeRanges
{
    /// <summary>Reads a list.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(string text, int lowest, int highest, out IReadOnlyList<StatusCodeRange>? ranges)
    {
        ranges = null;
        if (text.Length == 0)
            return null;
        var read = new List<StatusCodeRange>();
        foreach (var part in text.Split(','))
        {
            if (part.Length == 0)
                continue;
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryReadCode(ends[0], out var first) || !TryReadCode(ends[^1], out var last))
                return $"\"{part}\" is neither a code nor a range of codes.";
            if (first < lowest || last > highest || last < lowest || first > highest)
                return $"\"{part}\" goes beyond the codes from {lowest} to {highest}.";
            if (last < first)
                return $"\"{part}\" ends below where it begins.";
            read.Add(new StatusCodeRange(first, last));
        }

        ranges = read;
        return null;
    }

    private static bool TryReadCode(string text, out int code)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out code);
}
