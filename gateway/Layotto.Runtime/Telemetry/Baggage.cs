using System.Buffers;

namespace Layotto.Runtime.Telemetry;

/// <summary>
/// What a <c>baggage</c> header may be: W3C's grammar, within the bounds of the library that Dapr reads it with. It is passed on as
/// it came.
/// </summary>
public static class Baggage
{
    /// <summary>The most bytes of the whole.</summary>
    public const int MaxLength = 8192;

    private const int MaxMembers = 180;
    private const int MaxMemberLength = 4096;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Looks at a header's value.</summary>
    /// <param name="text">The value; several headers are joined by commas.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Check(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return null;
        if (text.Length > MaxLength)
            return $"it is longer than {MaxLength} bytes";
        var members = 0;
        foreach (var range in text.Split(','))
        {
            if (++members > MaxMembers)
                return $"it has more than {MaxMembers} members";
            if (CheckMember(text[range]) is { } problem)
                return $"member {members} {problem}";
        }

        return null;
    }

    private static string? CheckMember(ReadOnlySpan<char> member)
    {
        if (member.Length > MaxMemberLength)
            return $"is longer than {MaxMemberLength} bytes";
        var isFirst = true;
        foreach (var range in member.Split(';'))
        {
            var part = member[range];
            var equals = part.IndexOf('=');
            if (isFirst && equals < 0)
                return "isn't of the form key=value";

            // A property may be a key alone.
            var key = (equals < 0 ? part : part[..equals]).Trim(" \t");
            if (key.IsEmpty || key.ContainsAnyExcept(TokenCharacters))
                return "has a key that is empty or has a character that keys can't have";
            if (equals >= 0 && !IsValue(part[(equals + 1)..].Trim(" \t")))
                return "has a value with a character that has to be percent-encoded, or with a wrong percent-encoding";
            isFirst = false;
        }

        return null;
    }

    private static bool IsValue(ReadOnlySpan<char> value)
    {
        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            if (character is < '!' or > '~' or '"' or ',' or ';' or '\\')
                return false;
            if (character != '%')
                continue;
            if (index + 2 >= value.Length || !char.IsAsciiHexDigit(value[index + 1]) || !char.IsAsciiHexDigit(value[index + 2]))
                return false;
            index += 2;
        }

        return true;
    }
}
