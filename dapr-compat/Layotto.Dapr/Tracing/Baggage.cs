using System.Buffers;

namespace Layotto.Dapr.Tracing;

/// <summary>
/// W3C baggage: what a caller wants passed on with a trace. It is checked and passed on as it came, within the bounds that OpenTelemetry's
/// parser, and so daprd, holds it to.
/// </summary>
public static class Baggage
{
    /// <summary>The header's name.</summary>
    public const string HeaderName = "baggage";

    /// <summary>The most members of a header.</summary>
    public const int MaxMembers = 180;

    /// <summary>The most bytes of one member.</summary>
    public const int MaxMemberBytes = 4096;

    /// <summary>The most bytes of a header.</summary>
    public const int MaxBytes = 8192;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What is wrong with a baggage header; null when nothing is.</summary>
    public static string? Problem(string header)
    {
        if (header.Length > MaxBytes)
            return $"it has {header.Length} bytes; it must have at most {MaxBytes}";
        var rest = header.AsSpan();
        for (var count = 1; ; count++)
        {
            if (count > MaxMembers)
                return $"it has more than {MaxMembers} members";
            var comma = rest.IndexOf(',');
            var member = comma < 0 ? rest : rest[..comma];
            if (MemberProblem(member) is { } problem)
                return problem;
            if (comma < 0)
                return null;
            rest = rest[(comma + 1)..];
        }
    }

    // key = value, and behind semicolons properties, which are keys with or without a value.
    private static string? MemberProblem(ReadOnlySpan<char> member)
    {
        if (member.Length > MaxMemberBytes)
            return $"it has a member of {member.Length} bytes; a member must have at most {MaxMemberBytes}";
        var isFirst = true;
        foreach (var range in member.Split(';'))
        {
            var part = member[range].Trim(" \t");
            var equals = part.IndexOf('=');
            if (isFirst && equals < 0)
                return "a member must be a key, an equals sign and a value";
            var key = (equals < 0 ? part : part[..equals]).Trim(" \t");
            if (key.IsEmpty || key.ContainsAnyExcept(TokenCharacters))
                return "it has a key that is empty or has characters that a key can't have";
            if (equals >= 0 && !IsValue(part[(equals + 1)..].Trim(" \t")))
                return $"the value of the key \"{key}\" has characters that must be percent-encoded";
            isFirst = false;
        }

        return null;
    }

    private static bool IsValue(ReadOnlySpan<char> value)
    {
        for (var index = 0; index < value.Length; index++)
        {
            if (value[index] is <= ' ' or > '~' or '"' or ',' or ';' or '\\')
                return false;
            if (value[index] == '%' && (index + 2 >= value.Length || !char.IsAsciiHexDigit(value[index + 1]) || !char.IsAsciiHexDigit(value[index + 2])))
                return false;
        }

        return true;
    }
}
