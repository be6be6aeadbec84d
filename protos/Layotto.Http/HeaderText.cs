using System.Text;

namespace Layotto.Http;

/// <summary>
/// Turns the names and values of headers into strings, and gives the same string again for the same bytes: a server answers one
/// request like another. It remembers a bounded number of short ones. Not for use by several threads at once.
/// </summary>
internal sealed class HeaderText
{
    private const int Size = 128;
    private const int LongestRemembered = 96;

    private readonly string?[] _remembered = new string?[Size];

    /// <summary>Reads bytes as Latin-1, the encoding that loses nothing.</summary>
    public string Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "";
        if (bytes.Length > LongestRemembered)
            return Encoding.Latin1.GetString(bytes);
        ref var slot = ref _remembered[Hash(bytes)];
        if (slot is { } text && text.Length == bytes.Length && IsEqual(text, bytes))
            return text;
        return slot = Encoding.Latin1.GetString(bytes);
    }

    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = unchecked((uint)bytes.Length * 31);
        foreach (var value in bytes)
            hash = unchecked((hash * 31) + value);
        return (int)((hash ^ (hash >> 11)) % Size);
    }

    private static bool IsEqual(string text, ReadOnlySpan<byte> bytes)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            if (text[index] != bytes[index])
                return false;
        }

        return true;
    }
}
