using System.Buffers;

namespace Layotto.Dapr.Invocation;

/// <summary>What can stand in an HTTP header. What a server has read as headers can; what came in a message may be anything.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> Token = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>Whether a name and a value make a header (RFC 9110, section 5).</summary>
    public static bool IsHeader(string name, string value)
        => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Token) && !value.AsSpan().ContainsAny('\0', '\r', '\n');
}
