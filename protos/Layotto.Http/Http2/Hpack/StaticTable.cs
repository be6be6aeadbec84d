using System.Collections.Frozen;

namespace Layotto.Http.Http2.Hpack;

/// <summary>The headers that both sides know from the start (RFC 7541, appendix A).</summary>
internal static class StaticTable
{
    /// <summary>How many there are. Their indexes begin at 1, and those of the dynamic table follow.</summary>
    public const int Count = 61;

    public const int Authority = 1;
    public const int MethodPost = 3;
    public const int Path = 4;
    public const int SchemeHttp = 6;
    public const int SchemeHttps = 7;

    private static readonly HeaderField[] Fields =
    [
        new(":authority", ""), new(":method", "GET"), new(":method", "POST"), new(":path", "/"), new(":path", "/index.html"),
        new(":scheme", "http"), new(":scheme", "https"), new(":status", "200"), new(":status", "204"), new(":status", "206"),
        new(":status", "304"), new(":status", "400"), new(":status", "404"), new(":status", "500"), new("accept-charset", ""),
        new("accept-encoding", "gzip, deflate"), new("accept-language", ""), new("accept-ranges", ""), new("accept", ""),
        new("access-control-allow-origin", ""), new("age", ""), new("allow", ""), new("authorization", ""), new("cache-control", ""),
        new("content-disposition", ""), new("content-encoding", ""), new("content-language", ""), new("content-length", ""),
        new("content-location", ""), new("content-range", ""), new("content-type", ""), new("cookie", ""), new("date", ""), new("etag", ""),
        new("expect", ""), new("expires", ""), new("from", ""), new("host", ""), new("if-match", ""), new("if-modified-since", ""),
        new("if-none-match", ""), new("if-range", ""), new("if-unmodified-since", ""), new("last-modified", ""), new("link", ""),
        new("location", ""), new("max-forwards", ""), new("proxy-authenticate", ""), new("proxy-authorization", ""), new("range", ""),
        new("referer", ""), new("refresh", ""), new("retry-after", ""), new("server", ""), new("set-cookie", ""),
        new("strict-transport-security", ""), new("transfer-encoding", ""), new("user-agent", ""), new("vary", ""), new("via", ""),
        new("www-authenticate", ""),
    ];

    private static readonly FrozenDictionary<string, int> Names = Fields
        .Select((field, index) => (field.Name, Index: index + 1))
        .GroupBy(entry => entry.Name, entry => entry.Index)
        .ToFrozenDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A header by its index, from 1 to <see cref="Count"/>.</summary>
    public static HeaderField Get(int index) => Fields[index - 1];

    /// <summary>The first index of a name, whatever its case; 0 for none.</summary>
    public static int Find(string name) => Names.GetValueOrDefault(name);
}
