using System.Globalization;
using System.Text;

namespace Layotto.Runtime.Expressions;

/// <summary>From one type to another, as the functions named like the types do it.</summary>
internal static class CelConversions
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static CelValue ToInteger(CelValue value) => value.Kind switch
    {
        CelKind.Int => value,
        CelKind.Uint => value.Unsigned <= long.MaxValue ? CelValue.FromInteger((long)value.Unsigned) : CelArithmetic.Overflow,

        // The bounds themselves are left out, as doubles near them stand for numbers on either side.
        CelKind.Double => value.Number is > long.MinValue and < long.MaxValue ? CelValue.FromInteger((long)value.Number) : CelArithmetic.Overflow,
        CelKind.String => long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? CelValue.FromInteger(number) : NoNumber("int"),
        CelKind.Timestamp => CelValue.FromInteger(new DateTimeOffset(value.Time).ToUnixTimeSeconds()),
        _ => CelValue.NoOverload("int()", value),
    };

    public static CelValue ToUnsigned(CelValue value) => value.Kind switch
    {
        CelKind.Uint => value,
        CelKind.Int => value.Integer >= 0 ? CelValue.FromUnsigned((ulong)value.Integer) : CelArithmetic.Overflow,
        CelKind.Double => value.Number is >= 0 and < ulong.MaxValue ? CelValue.FromUnsigned((ulong)value.Number) : CelArithmetic.Overflow,
        CelKind.String => ulong.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? CelValue.FromUnsigned(number) : NoNumber("uint"),
        _ => CelValue.NoOverload("uint()", value),
    };

    public static CelValue ToDouble(CelValue value) => value.Kind switch
    {
        CelKind.Double => value,
        CelKind.Int => CelValue.FromDouble(value.Integer),
        CelKind.Uint => CelValue.FromDouble(value.Unsigned),
        CelKind.String => double.TryParse(value.Text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out var number)
            ? CelValue.FromDouble(number) : NoNumber("double"),
        _ => CelValue.NoOverload("double()", value),
    };

    public static CelValue ToBoolean(CelValue value) => value.Kind switch
    {
        CelKind.Bool => value,
        CelKind.String => value.Text switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => CelValue.True,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => CelValue.False,
            _ => CelValue.Error("the text is neither true nor false"),
        },
        _ => CelValue.NoOverload("bool()", value),
    };

    public static CelValue ToOctets(CelValue value) => value.Kind switch
    {
        CelKind.Bytes => value,
        CelKind.String => CelValue.FromOctets(Encoding.UTF8.GetBytes(value.Text)),
        _ => CelValue.NoOverload("bytes()", value),
    };

    public static CelValue ToText(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.String:
                return value;
            case CelKind.Bool:
                return CelValue.FromText(value.IsTrue ? "true" : "false");
            case CelKind.Int:
                return CelValue.FromText(value.Integer.ToString(CultureInfo.InvariantCulture));
            case CelKind.Uint:
                return CelValue.FromText(value.Unsigned.ToString(CultureInfo.InvariantCulture));
            case CelKind.Double:
                return CelValue.FromText(Text(value.Number));
            case CelKind.Timestamp:
                return CelValue.FromText(value.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            case CelKind.Duration:
                return CelValue.FromText((value.Nanoseconds / 1e9m).ToString("0.#########'s'", CultureInfo.InvariantCulture));
            case CelKind.Bytes:
                try
                {
                    return CelValue.FromText(Strict.GetString(value.Octets));
                }
                catch (DecoderFallbackException)
                {
                    return CelValue.Error("the bytes aren't text in UTF-8");
                }

            default:
                return CelValue.NoOverload("string()", value);
        }
    }

    // Go's shortest form: an exponent of at least two digits where the number is below 1e-4 or from 1e6 on.
    private static string Text(double number)
    {
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "+Inf" : "-Inf";
        var shortest = number.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 16; digits++)
        {
            var candidate = number.ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) != number)
                continue;
            shortest = candidate;
            break;
        }

        var parts = shortest.Split('E');
        var exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is < -4 or >= 6
            ? $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"
            : number == 0 ? (double.IsNegative(number) ? "-0" : "0")
            : decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.############################", CultureInfo.InvariantCulture);
    }

    private static CelValue NoNumber(string type) => CelValue.Error($"the text is no number that a {type} could be");
}
