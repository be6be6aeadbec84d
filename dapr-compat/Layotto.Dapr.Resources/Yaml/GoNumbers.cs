using System.Globalization;
using System.Numerics;
using System.Text;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>Numbers as Go reads and writes them, because a metadata value that is a number reaches a component as Go's text of it.</summary>
internal static class GoNumbers
{
    /// <summary>Reads a whole number of any of Go's bases: <c>0x1f</c>, <c>0o17</c>, <c>017</c>, <c>0b101</c> or decimal.</summary>
    public static bool TryParseInteger(ReadOnlySpan<char> text, out BigInteger value)
    {
        value = default;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '+' or '-')
            text = text[1..];
        var radix = 10;
        if (text.Length > 1 && text[0] == '0')
        {
            (radix, var prefix) = text[1] switch
            {
                'x' or 'X' => (16, 2),
                'o' or 'O' => (8, 2),
                'b' or 'B' => (2, 2),
                _ => (8, 1),
            };
            text = text[prefix..];
        }

        if (text.Length == 0)
            return false;
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigit(character))
                return false;
            var digit = char.IsAsciiDigit(character) ? character - '0' : char.ToLowerInvariant(character) - 'a' + 10;
            if (digit >= radix)
                return false;
            value = (value * radix) + digit;
        }

        if (negative)
            value = -value;
        return true;
    }

    /// <summary>Writes a number as Go's JSON encoder does: with an exponent only below 1e-6 and from 1e21 on.</summary>
    public static string FormatForJson(double value)
    {
        var (digits, point) = ShortestDigits(value);
        var size = Math.Abs(value);
        return size != 0 && (size < 1e-6 || size >= 1e21)
            ? Scientific(value, digits, point, exponentDigits: 1)
            : Positional(value, digits, point);
    }

    /// <summary>Writes a number as Go's shortest general format does: with an exponent below 1e-4 and from 1e6 on.</summary>
    public static string FormatShortest(double value)
    {
        var (digits, point) = ShortestDigits(value);
        return value != 0 && (point - 1 < -4 || point - 1 >= 6)
            ? Scientific(value, digits, point, exponentDigits: 2)
            : Positional(value, digits, point);
    }

    // The shortest digits that read back as the same number, and where its decimal point stands among them.
    private static (string Digits, int Point) ShortestDigits(double value)
    {
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var exponent = parts.Length == 1 ? 0 : int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var dot = parts[0].IndexOf('.');
        var point = (dot < 0 ? parts[0].Length : dot) + exponent;
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        point -= digits.Length - significant.Length;
        significant = significant.TrimEnd('0');
        return significant.Length == 0 ? ("0", 1) : (significant, point);
    }

    private static string Positional(double value, string digits, int point)
    {
        var text = new StringBuilder(double.IsNegative(value) ? "-" : "");
        if (point <= 0)
            return text.Append("0.").Append('0', -point).Append(digits).ToString();
        if (point >= digits.Length)
            return text.Append(digits).Append('0', point - digits.Length).ToString();
        return text.Append(digits, 0, point).Append('.').Append(digits, point, digits.Length - point).ToString();
    }

    private static string Scientific(double value, string digits, int point, int exponentDigits)
    {
        var text = new StringBuilder(double.IsNegative(value) ? "-" : "").Append(digits[0]);
        if (digits.Length > 1)
            text.Append('.').Append(digits, 1, digits.Length - 1);
        var exponent = point - 1;
        return text.Append('e')
            .Append(exponent < 0 ? '-' : '+')
            .Append(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(exponentDigits, '0'))
            .ToString();
    }
}
