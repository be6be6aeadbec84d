using System.Buffers;

namespace Layotto.Runtime.Telemetry;

/// <summary>What a <c>tracestate</c> may be: W3C's grammar, and Dapr's bound on its length.</summary>
public static class TraceState
{
    /// <summary>The most characters that are passed on, as in Dapr.</summary>
    public const int MaxLength = 512;

    private const int MaxMembers = 32;
    private const int MaxKeyLength = 256;
    private const int MaxValueLength = 256;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/@");

    /// <summary>Whether a header's value may be passed on.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxLength)
            return false;
        var members = 0;
        foreach (var range in text.Split(','))
        {
            // An empty member is allowed: it is what is left where somebody took theirs out.
            var member = text[range].Trim(" \t");
            if (++members > MaxMembers || (!member.IsEmpty && !IsMember(member)))
                return false;
        }

        return true;
    }

    private static bool IsMember(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        if (equals is < 1 or > MaxKeyLength || member[..equals].ContainsAnyExcept(KeyCharacters) || member[0] is '_' or '-' or '*' or '/' or '@')
            return false;
        var value = member[(equals + 1)..];
        return value.Length is > 0 and <= MaxValueLength && !value.ContainsAnyExceptInRange(' ', '~') && !value.ContainsAny(',', '=');
    }
}
