using System.Globalization;
using System.Text.RegularExpressions;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>
/// What a scalar means. The rules are those of the YAML reader Dapr uses, which is YAML 1.1 with a few changes: <c>yes</c>,
/// <c>on</c> and <c>y</c> are booleans, a leading zero makes a number octal, underscores within numbers don't count.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="JsonText">How Dapr's JSON form of it reads, without quotes: what a metadata value becomes. Empty for nothing.</param>
/// <param name="FieldText">What it becomes in a field that takes a text. Empty for nothing.</param>
internal readonly partial record struct ScalarValue(ScalarKind Kind, string JsonText, string FieldText)
{
    // A longer run of digits is no number anybody means, and converting it would cost quadratic time.
    private const int LongestNumber = 64;

    public static ScalarValue OfText(string text) => new(ScalarKind.Text, text, text);

    public static ScalarValue OfPlain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new ScalarValue(ScalarKind.Null, "", "");
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return new ScalarValue(ScalarKind.Boolean, "true", "true");
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return new ScalarValue(ScalarKind.Boolean, "false", "false");
        }

        if (text.Length > LongestNumber || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.'))
            return OfText(text);
        var digits = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        if (GoNumbers.TryParseInteger(digits, out var integer))
        {
            var written = integer.ToString(CultureInfo.InvariantCulture);
            return new ScalarValue(ScalarKind.Integer, written, written);
        }

        return FloatPattern().IsMatch(digits) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && double.IsFinite(real)
                ? new ScalarValue(ScalarKind.Float, GoNumbers.FormatForJson(real), GoNumbers.FormatShortest(real))
                : OfText(text);
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex FloatPattern();
}
