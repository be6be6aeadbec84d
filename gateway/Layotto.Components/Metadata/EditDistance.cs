namespace Layotto.Components.Metadata;

/// <summary>How many letters lie between two words (Levenshtein), whatever their case: for "did you mean".</summary>
public static class EditDistance
{
    private const int LongestWord = 64;

    /// <summary>The number of insertions, deletions and replacements from one word to the other; a large number for long texts.</summary>
    public static int Between(string one, string other)
    {
        if (one.Length > LongestWord || other.Length > LongestWord)
            return int.MaxValue;
        Span<int> row = stackalloc int[other.Length + 1];
        for (var column = 0; column <= other.Length; column++)
            row[column] = column;
        for (var line = 1; line <= one.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= other.Length; column++)
            {
                var same = char.ToLowerInvariant(one[line - 1]) == char.ToLowerInvariant(other[column - 1]);
                var best = Math.Min(diagonal + (same ? 0 : 1), Math.Min(row[column], row[column - 1]) + 1);
                diagonal = row[column];
                row[column] = best;
            }
        }

        return row[other.Length];
    }
}
