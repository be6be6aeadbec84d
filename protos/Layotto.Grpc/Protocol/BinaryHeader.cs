using System.Buffers.Text;

namespace Layotto.Grpc.Protocol;

/// <summary>The base64 of <c>-bin</c> metadata: sent without padding, accepted with and without.</summary>
internal static class BinaryHeader
{
    public static string Encode(ReadOnlySpan<byte> value) => Convert.ToBase64String(value).TrimEnd('=');

    /// <summary>Decodes one value; false if it isn't base64.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] value)
    {
        value = [];
        text = text.Trim(' ').TrimEnd('=');
        if (text.IsEmpty)
            return true;
        if (text.Length % 4 == 1)
            return false;
        var padded = new char[(text.Length + 3) & ~3];
        text.CopyTo(padded);
        padded.AsSpan(text.Length).Fill('=');
        var buffer = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(padded, buffer, out var written))
            return false;
        value = buffer.Length == written ? buffer : buffer[..written];
        return true;
    }

    /// <summary>Whether every value of a comma-joined list is base64, found without decoding it.</summary>
    public static bool IsValid(string? list)
    {
        var rest = list.AsSpan();
        while (true)
        {
            var comma = rest.IndexOf(',');
            var one = (comma < 0 ? rest : rest[..comma]).Trim(' ').TrimEnd('=');
            if (!IsValidUnpadded(one))
                return false;
            if (comma < 0)
                return true;
            rest = rest[(comma + 1)..];
        }
    }

    private static bool IsValidUnpadded(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 == 1 || text.ContainsAny(' ', '\t'))
            return false;

        // Whole groups are checked as they are; a rest of two or three characters only by its alphabet.
        var whole = text[..(text.Length & ~3)];
        if (!Base64.IsValid(whole))
            return false;
        foreach (var character in text[whole.Length..])
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '/'))
                return false;
        }

        return true;
    }
}
