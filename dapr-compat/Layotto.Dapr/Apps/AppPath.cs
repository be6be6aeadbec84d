using System.Text;

namespace Layotto.Dapr.Apps;

/// <summary>Paths at the app.</summary>
public static class AppPath
{
    private const string Unescaped = "-._~!$&'()*+,;=:@/";

    /// <summary>The address of a path, with one slash before it. What can't stand in a path is percent-encoded; escapes that are there stay.</summary>
    public static Uri Of(string path)
    {
        var text = new StringBuilder("/", path.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        var rest = path.AsSpan().TrimStart('/');
        for (var index = 0; index < rest.Length; index++)
        {
            if (char.IsAsciiLetterOrDigit(rest[index]) || Unescaped.Contains(rest[index], StringComparison.Ordinal) || IsEscape(rest[index..]))
            {
                text.Append(rest[index]);
                continue;
            }

            _ = Rune.DecodeFromUtf16(rest[index..], out var rune, out var consumed);
            foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
                text.Append('%').Append(one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            index += consumed - 1;
        }

        return new Uri(text.ToString(), UriKind.Relative);
    }

    private static bool IsEscape(ReadOnlySpan<char> text)
        => text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);
}
