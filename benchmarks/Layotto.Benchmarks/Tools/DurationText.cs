using System.Globalization;

namespace Layotto.Benchmarks.Tools;

/// <summary>Reads durations as h2load and wrk write them: 35us, 1.75ms, 2.00s, 1.5m.</summary>
internal static class DurationText
{
    /// <exception cref="FormatException">The text is no duration.</exception>
    public static double ToMicroseconds(ReadOnlySpan<char> text)
    {
        var (unit, factor) = text switch
        {
            [.., 'u', 's'] => (2, 1.0),
            [.., 'm', 's'] => (2, 1e3),
            [.., 's'] => (1, 1e6),
            [.., 'm'] => (1, 60e6),
            [.., 'h'] => (1, 3600e6),
            _ => throw new FormatException($"'{text}' is no duration."),
        };
        return double.Parse(text[..^unit], CultureInfo.InvariantCulture) * factor;
    }
}
