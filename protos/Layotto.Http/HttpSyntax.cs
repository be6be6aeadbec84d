using System.Buffers;

namespace Layotto.Http;

/// <summary>The characters of HTTP's grammar (RFC 9110 §5).</summary>
internal static class HttpSyntax
{
    private const string Token = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>What a token is made of.</summary>
    public static readonly SearchValues<char> TokenCharacters = SearchValues.Create(Token);

    /// <summary>The same as bytes.</summary>
    public static readonly SearchValues<byte> TokenBytes = SearchValues.Create([.. Token.Select(character => (byte)character)]);

    /// <summary>What the value of a header must not hold; its line's end has been cut off.</summary>
    public static readonly SearchValues<byte> NotInValues = SearchValues.Create([.. Enumerable.Range(0, 32).Where(value => value != '\t').Append(127).Select(value => (byte)value)]);

    /// <summary>Cuts blanks and tabs off both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes) => bytes.Trim(" \t"u8);

    /// <summary>Compares ASCII text without regard to case.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lowerCase) => System.Text.Ascii.EqualsIgnoreCase(bytes, lowerCase);

    /// <summary>Whether a comma-separated list has an element.</summary>
    public static bool Lists(ReadOnlySpan<byte> list, ReadOnlySpan<byte> lowerCase)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Is(Trim(list[range]), lowerCase))
                return true;
        }

        return false;
    }
}
