using Microsoft.Extensions.Primitives;

namespace Layotto.Dapr.Invocation;

/// <summary>Which headers end at this hop: those of RFC 9110, section 7.6.1, and those that a <c>Connection</c> header names.</summary>
internal static class HopByHop
{
    /// <summary>Whether a header is about one connection.</summary>
    public static bool Contains(string name) => name.Length switch
    {
        2 => Is(name, "te"),
        7 => Is(name, "trailer") || Is(name, "upgrade"),
        10 => Is(name, "connection") || Is(name, "keep-alive"),
        14 => Is(name, "http2-settings"),
        16 => Is(name, "proxy-connection"),
        17 => Is(name, "transfer-encoding"),
        18 => Is(name, "proxy-authenticate"),
        19 => Is(name, "proxy-authorization"),
        _ => false,
    };

    /// <summary>Whether the values of a <c>Connection</c> header name a header.</summary>
    public static bool Names(StringValues connection, string name)
    {
        for (var index = 0; index < connection.Count; index++)
        {
            if (connection[index] is not { } list)
                continue;
            foreach (var range in list.AsSpan().Split(','))
            {
                if (list.AsSpan()[range].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    private static bool Is(string name, string header) => name.Equals(header, StringComparison.OrdinalIgnoreCase);
}
