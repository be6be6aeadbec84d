using System.Buffers;
using System.Globalization;

namespace Layotto.Components.Metadata;

/// <summary>
/// Numbers of bytes in the syntax of Kubernetes' resource quantities: a decimal number, then nothing, a decimal suffix
/// (<c>k</c>, <c>M</c>, <c>G</c>, <c>T</c>, <c>P</c>, <c>E</c>), a binary one (<c>Ki</c>, <c>Mi</c>, …) or an exponent (<c>e3</c>).
/// </summary>
public static class ByteQuantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a quantity. A fraction of a byte is rounded up, as Kubernetes does.</summary>
    /// <returns>False when the text is no quantity, negative, or more than 2^63-1 bytes.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        text = text.Trim();
        if (text.Length > 0 && text[0] == '+')
            text = text[1..];
        if (text.Length is 0 or > 28)
            return false;
        var end = text.IndexOfAnyExcept(NumberCharacters);
        var number = end < 0 ? text : text[..end];
        var suffix = end < 0 ? "" : text[end..];
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || FactorOf(suffix) is not { } factor
            || value > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)decimal.Ceiling(value * factor);
        return true;
    }

    private static decimal? FactorOf(ReadOnlySpan<char> suffix) => suffix switch
    {
        "" => 1,
        "k" => 1_000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        "T" => 1_000_000_000_000,
        "P" => 1_000_000_000_000_000,
        "E" => 1_000_000_000_000_000_000,
        "Ki" => 1L << 10,
        "Mi" => 1L << 20,
        "Gi" => 1L << 30,
        "Ti" => 1L << 40,
        "Pi" => 1L << 50,
        "Ei" => 1L << 60,
        ['e' or 'E', .. var exponent] => FactorOfExponent(exponent),
        _ => null,
    };

    private static decimal? FactorOfExponent(ReadOnlySpan<char> exponent)
    {
        if (!int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) || power is < -9 or > 18)
            return null;
        decimal factor = 1;
        for (var step = Math.Abs(power); step > 0; step--)
            factor *= 10;
        return power < 0 ? 1 / factor : factor;
    }
}
