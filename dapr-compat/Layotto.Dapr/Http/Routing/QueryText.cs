using System.Text;

namespace Layotto.Dapr.Http.Routing;

/// <summary>Percent-decoding by the rules of Go's <c>url.QueryUnescape</c>, which Dapr applies to parameters in paths and queries.</summary>
public static class QueryText
{
    /// <summary>Decodes a text: <c>%XX</c> to a byte of UTF-8, <c>+</c> to a space.</summary>
    /// <param name="text">The encoded text.</param>
    /// <param name="decoded">The decoded text; bytes that aren't UTF-8 become U+FFFD.</param>
    /// <returns>False when a percent sign isn't followed by two hexadecimal digits.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, out string decoded)
    {
        if (text.IndexOfAny('%', '+') < 0)
        {
            decoded = text.ToString();
            return true;
        }

        decoded = "";
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        while (text.Length > 0)
        {
            if (text[0] == '%')
            {
                if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
                    return false;
                bytes[count++] = (byte)((Hex(text[1]) << 4) | Hex(text[2]));
                text = text[3..];
                continue;
            }

            var plain = text.IndexOfAny('%', '+');
            if (plain == 0)
            {
                bytes[count++] = (byte)' ';
                text = text[1..];
                continue;
            }

            var run = plain < 0 ? text : text[..plain];
            count += Encoding.UTF8.GetBytes(run, bytes.AsSpan(count));
            text = text[run.Length..];
        }

        decoded = Encoding.UTF8.GetString(bytes, 0, count);
        return true;
    }

    private static int Hex(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
