using System.Text;

namespace Layotto.LoadGenerator.Http2.Hpack;

/// <summary>The 61 predefined header fields of RFC 7541, appendix A. Index 1 is the first.</summary>
internal static class StaticTable
{
    public const int Count = 61;

    private static readonly (byte[] Name, byte[] Value)[] Entries = Encode(
    [
        (":authority", ""),
        (":method", "GET"),
        (":method", "POST"),
        (":path", "/"),
        (":path", "/index.html"),
        (":scheme", "http"),
        (":scheme", "https"),
        (":status", "200"),
        (":status", "204"),
        (":status", "206"),
        (":status", "304"),
        (":status", "400"),
        (":status", "404"),
        (":status", "500"),
        ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"),
        ("accept-language", ""),
        ("accept-ranges", ""),
        ("accept", ""),
        ("access-control-allow-origin", ""),
        ("age", ""),
        ("allow", ""),
        ("authorization", ""),
        ("cache-control", ""),
        ("content-disposition", ""),
        ("content-encoding", ""),
        ("content-language", ""),
        ("content-length", ""),
        ("content-location", ""),
        ("content-range", ""),
        ("content-type", ""),
        ("cookie", ""),
        ("date", ""),
        ("etag", ""),
        ("expect", ""),
        ("expires", ""),
        ("from", ""),
        ("host", ""),
        ("if-match", ""),
        ("if-modified-since", ""),
        ("if-none-match", ""),
        ("if-range", ""),
        ("if-unmodified-since", ""),
        ("last-modified", ""),
        ("link", ""),
        ("location", ""),
        ("max-forwards", ""),
        ("proxy-authenticate", ""),
        ("proxy-authorization", ""),
        ("range", ""),
        ("referer", ""),
        ("refresh", ""),
        ("retry-after", ""),
        ("server", ""),
        ("set-cookie", ""),
        ("strict-transport-security", ""),
        ("transfer-encoding", ""),
        ("user-agent", ""),
        ("vary", ""),
        ("via", ""),
        ("www-authenticate", ""),
    ]);

    /// <param name="index">From 1 to <see cref="Count"/>.</param>
    public static (byte[] Name, byte[] Value) At(int index) => Entries[index - 1];

    /// <summary>The index of a field whose name and value both match; zero if there is none.</summary>
    public static int IndexOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        for (var index = 0; index < Entries.Length; index++)
        {
            if (name.SequenceEqual(Entries[index].Name) && value.SequenceEqual(Entries[index].Value))
                return index + 1;
        }

        return 0;
    }

    /// <summary>The first index whose name matches; zero if there is none.</summary>
    public static int IndexOfName(ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < Entries.Length; index++)
        {
            if (name.SequenceEqual(Entries[index].Name))
                return index + 1;
        }

        return 0;
    }

    private static (byte[] Name, byte[] Value)[] Encode((string Name, string Value)[] fields) =>
        Array.ConvertAll(fields, field => (Encoding.ASCII.GetBytes(field.Name), Encoding.ASCII.GetBytes(field.Value)));
}
