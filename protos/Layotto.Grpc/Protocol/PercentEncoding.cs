using System.Buffers;
using System.Text;

namespace Layotto.Grpc.Protocol;

/// <summary>The encoding of <c>grpc-message</c>: UTF-8 whose bytes other than printable ASCII, and '%', are escaped.</summary>
internal static class PercentEncoding
{
    // %x20-%x24 / %x26-%x7E stay as they are (gRPC over HTTP/2, Percent-Byte-Unencoded).
    private static readonly SearchValues<char> Plain = SearchValues.Create(PlainCharacters());

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
            return text;
        var bytes = Encoding.UTF8.GetBytes(text);
        var encoded = new StringBuilder(bytes.Length + 16);
        foreach (var value in bytes)
        {
            if (value is >= 0x20 and <= 0x7E and not (byte)'%')
                encoded.Append((char)value);
            else
                encoded.Append('%').Append(HexDigit(value >> 4)).Append(HexDigit(value & 0xF));
        }

        return encoded.ToString();
    }

    /// <summary>Decodes as much as can be decoded: a '%' without two hex digits stands for itself.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%'))
            return text;
        var bytes = new ArrayBufferWriter<byte>(text.Length);
        Span<byte> one = stackalloc byte[4];
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '%' && index + 2 < text.Length
                && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2]))
            {
                one[0] = Convert.FromHexString(text.AsSpan(index + 1, 2))[0];
                bytes.Write(one[..1]);
                index += 2;
            }
            else if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                bytes.Write(one[..rune.EncodeToUtf8(one)]);
                index += rune.Utf16SequenceLength - 1;
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);

    private static string PlainCharacters()
    {
        var plain = new StringBuilder();
        for (var value = 0x20; value <= 0x7E; value++)
        {
            if (value != '%')
                plain.Append((char)value);
        }

        return plain.ToString();
    }
}
