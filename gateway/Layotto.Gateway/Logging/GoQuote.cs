using System.Buffers;
using System.Globalization;
using System.Text;

namespace Layotto.Gateway.Logging;

/// <summary>
/// Writes texts as logrus does: as they are while they are made of letters, digits and <c>-._/@^+</c>, and else in quotes, escaped
/// like a Go string (<c>strconv.Quote</c>). A newline or an escape sequence in a text thus never reaches a log as such.
/// </summary>
internal static class GoQuote
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/@^+");

    private static readonly SearchValues<char> Unescaped = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Writes a text, quoted where it has to be.</summary>
    public static void Write(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        if (!text.ContainsAnyExcept(Plain))
        {
            Encoding.UTF8.GetBytes(text, output);
            return;
        }

        output.Write("\""u8);
        while (text.Length > 0)
        {
            var length = text.IndexOfAnyExcept(Unescaped);
            if (length < 0)
                length = text.Length;
            if (length > 0)
                Encoding.UTF8.GetBytes(text[..length], output);
            text = text[length..];
            if (text.Length > 0)
                text = text[WriteRune(text, output)..];
        }

        output.Write("\""u8);
    }

    private static int WriteRune(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        // A surrogate without its other half is written as the replacement character.
        Rune.DecodeFromUtf16(text, out var rune, out var consumed);
        if (Escape(rune) is { } escape)
        {
            Encoding.UTF8.GetBytes(escape, output);
        }
        else
        {
            var bytes = output.GetSpan(4);
            output.Advance(rune.EncodeToUtf8(bytes));
        }

        return consumed;
    }

    private static string? Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        < ' ' or 0x7F => $"\\x{rune.Value:x2}",
        _ when IsPrintable(rune) => null,
        <= 0xFFFF => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };

    // Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols; of the blanks only the ASCII one.
    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
