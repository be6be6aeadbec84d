using System.Globalization;

namespace Layotto.Components.Metadata;

/// <summary>How the values of component metadata are read; the rules are those of Dapr's metadata decoder.</summary>
internal static class MetadataParsers
{
    public static string? Text(string text, out string value)
    {
        value = text;
        return null;
    }

    /// <summary>Anything that isn't a word for yes is a no; a value that is no word for either is worth telling.</summary>
    public static string? Boolean(string text, out bool value)
    {
        value = Truth.IsTruthy(text);
        return value || Truth.IsFalsy(text) ? null : "true or false, and counts as false";
    }

    public static MetadataParser<long> Integer(long minimum, long maximum)
        => (string text, out long value) =>
        {
            if (GoInteger.TryParse(text.AsSpan().Trim(), out value)
                && value >= minimum && value <= maximum)
            {
                return null;
            }

            return (minimum, maximum) switch
            {
                (long.MinValue, long.MaxValue) => "a whole number",
                (_, long.MaxValue) => $"a whole number of at least {minimum}",
                (long.MinValue, _) => $"a whole number of at most {maximum}",
                _ => $"a whole number from {minimum} to {maximum}",
            };
        };

    public static string? PositiveNumber(string text, out double value)
        => double.TryParse(text.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value)
            ? null
            : "a number above 0";

    public static MetadataParser<TimeSpan> Duration(TimeSpan? minimum)
        => (string text, out TimeSpan value) =>
        {
            if (!GoDuration.TryParseOrSeconds(text, out value))
                return "a duration such as 30s, 1m30s or 500ms, or a whole number of seconds";
            return minimum is { } least && value < least ? $"a duration of at least {GoDuration.Format(least)}" : null;
        };

    public static string? Bytes(string text, out long value)
        => ByteQuantity.TryParse(text, out value) ? null : "a number of bytes, or a quantity such as 10Ki or 4M";
}
