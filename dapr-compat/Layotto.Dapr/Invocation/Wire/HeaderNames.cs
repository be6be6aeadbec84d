using System.Text;

namespace Layotto.Dapr.Invocation.Wire;

/// <summary>
/// Turns the bytes of header names into strings, keeping those seen last: a sidecar sees the same few names again and again. Values are
/// never kept.
/// </summary>
internal static class HeaderNames
{
    private const int Slots = 256;
    private const int Longest = 64;

    private static readonly string?[] Seen = new string?[Slots];

    /// <summary>The name that some bytes spell.</summary>
    public static string Get(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > Longest)
            return Encoding.UTF8.GetString(name);
        ref var slot = ref Seen[((name.Length * 31) + (name[0] * 7) + (name[name.Length / 2] * 13) + name[^1]) & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known is not null && Ascii.Equals(name, known))
            return known;
        var made = Encoding.UTF8.GetString(name);
        if (Ascii.IsValid(name))
            Volatile.Write(ref slot, made);
        return made;
    }
}
