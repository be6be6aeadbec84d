using System.Globalization;
using System.Text;

namespace Layotto.Runtime.Expressions;

/// <summary>Reads what stands between the quotes of a string or bytes literal.</summary>
internal static class CelText
{
    /// <summary>Reads a part of an expression.</summary>
    /// <exception cref="CelException">An escape in it is none.</exception>
    public static CelValue Read(string text, int start, int end, bool isRaw, bool isBytes)
    {
        if (isRaw || text.IndexOf('\\', start, end - start) < 0)
            return isBytes ? CelValue.FromOctets(Encoding.UTF8.GetBytes(text[start..end])) : CelValue.FromText(text[start..end]);
        var characters = new StringBuilder();
        var octets = new List<byte>();
        for (var at = start; at < end;)
        {
            if (text[at] != '\\')
            {
                var length = char.IsHighSurrogate(text[at]) && at + 1 < end ? 2 : 1;
                Append(text.Substring(at, length));
                at += length;
                continue;
            }

            var (digits, style) = Shape(text, at, end);
            if (digits == 0)
            {
                Append(Simple(text, at));
                at += 2;
                continue;
            }

            var first = style == 8 ? at + 1 : at + 2;
            var code = Number(text, at, first, digits, end, style);
            at = first + digits;
            if (!isBytes)
                Append(Rune.IsValid(code) ? new Rune(code).ToString() : throw CelException.At(text, first - 1, $"there is no character U+{code:X4}"));
            else if (digits > 3)
                throw CelException.At(text, first - 1, "bytes have no \\u escapes; \\x and two digits give an octet");
            else if (code > byte.MaxValue)
                throw CelException.At(text, first - 1, "an octet is at most \\377");
            else
                octets.Add((byte)code);
        }

        return isBytes ? CelValue.FromOctets([.. octets]) : CelValue.FromText(characters.ToString());

        void Append(string part)
        {
            if (isBytes)
                octets.AddRange(Encoding.UTF8.GetBytes(part));
            else
                characters.Append(part);
        }
    }

    // How many digits an escape has, and to which base.
    private static (int Digits, int Base) Shape(string text, int at, int end) => at + 1 >= end ? (0, 0) : text[at + 1] switch
    {
        'x' or 'X' => (2, 16),
        'u' => (4, 16),
        'U' => (8, 16),
        >= '0' and <= '3' => (3, 8),
        _ => (0, 0),
    };

    private static string Simple(string text, int at) => text[at + 1] switch
    {
        'a' => "\a",
        'b' => "\b",
        'f' => "\f",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'v' => "\v",
        '\\' or '?' or '"' or '\'' or '`' => text[at + 1].ToString(),
        var other => throw CelException.At(text, at, $"there is no escape \"\\{other}\"; a backslash is written \\\\"),
    };

    private static int Number(string text, int at, int first, int digits, int end, int style)
    {
        var number = 0L;
        for (var index = first; index < first + digits; index++)
        {
            var digit = index < end && char.IsAsciiHexDigit(text[index]) ? int.Parse(text.AsSpan(index, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : style;
            if (digit >= style)
                throw CelException.At(text, at, $"the escape that starts here takes {digits} digits to the base {style}");
            number = (number * style) + digit;
        }

        return (int)Math.Min(number, int.MaxValue);
    }
}
