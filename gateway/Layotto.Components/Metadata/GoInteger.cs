using System.Globalization;

namespace Layotto.Components.Metadata;

/// <summary>
/// Whole numbers as Go's <c>strconv.ParseInt</c> reads them with the base left open, which is how Dapr reads the integers of
/// component metadata: decimal, <c>0x1f</c>, <c>0o17</c> or <c>017</c>, <c>0b101</c>, with underscores between digits where
/// there is a prefix.
/// </summary>
public static class GoInteger
{
    /// <summary>Reads a number.</summary>
    /// <returns>False when the text is no whole number, or one that 64 bits don't hold.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '-' or '+')
            text = text[1..];
        if (text.Length is 0 or > 80)
            return false;
        var radix = 10;
        if (text.Length > 1 && text[0] == '0')
        {
            (radix, var prefix) = char.ToLowerInvariant(text[1]) switch
            {
                'x' => (16, 2),
                'o' => (8, 2),
                'b' => (2, 2),
                _ => (8, 1),
            };
            text = text[prefix..];
            if (text.Length > 1 && text[0] == '_')
                text = text[1..];
        }

        if (!TryReadDigits(text, radix, out var magnitude) || magnitude > (negative ? 1UL << 63 : long.MaxValue))
            return false;
        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, int radix, out ulong magnitude)
    {
        magnitude = 0;
        var afterDigit = false;
        foreach (var character in text)
        {
            if (character == '_' && radix != 10 && afterDigit)
            {
                afterDigit = false;
                continue;
            }

            if (!int.TryParse([character], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digit) || digit >= radix)
                return false;
            var next = (UInt128)magnitude * (uint)radix + (uint)digit;
            if (next > ulong.MaxValue)
                return false;
            magnitude = (ulong)next;
            afterDigit = true;
        }

        return afterDigit;
    }
}
