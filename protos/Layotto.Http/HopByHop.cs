using Microsoft.Extensions.Primitives;

namespace Layotto.Http;

/// <summary>The headers that are of one connection and are never passed on (RFC 9110 §7.6.1).</summary>
public static class HopByHop
{
    /// <summary>Whether a header is of the connection alone, whatever the message says.</summary>
    public static bool IsAlways(string name) => name.Length switch
    {
        2 => name.Equals("te", StringComparison.OrdinalIgnoreCase),
        7 => name.Equals("upgrade", StringComparison.OrdinalIgnoreCase),
        10 => name.Equals("connection", StringComparison.OrdinalIgnoreCase) || name.Equals("keep-alive", StringComparison.OrdinalIgnoreCase),
        14 => name.Equals("http2-settings", StringComparison.OrdinalIgnoreCase),
        16 => name.Equals("proxy-connection", StringComparison.OrdinalIgnoreCase),
        17 => name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase),
        18 => name.Equals("proxy-authenticate", StringComparison.OrdinalIgnoreCase),
        19 => name.Equals("proxy-authorization", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>Whether a header is named by the message's <c>Connection</c> header.</summary>
    /// <param name="connection">The values of that header.</param>
    /// <param name="name">The header.</param>
    public static bool IsNamed(StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            foreach (var option in value.AsSpan().Split(','))
            {
                if (value.AsSpan()[option].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
