using Microsoft.Extensions.Primitives;
using Connections = Layotto.Http.HopByHop;

namespace Layotto.Dapr.Invocation;

/// <summary>Which headers end at this hop: those of RFC 9110, section 7.6.1, and those that a <c>Connection</c> header names.</summary>
internal static class HopByHop
{
    /// <summary>Whether a header is about one connection. <c>Trailer</c> is one here, since an answer may be passed on over another protocol.</summary>
    public static bool Contains(string name) => Connections.IsAlways(name) || name.Equals("trailer", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the values of a <c>Connection</c> header name a header.</summary>
    public static bool Names(StringValues connection, string name) => Connections.IsNamed(connection, name);
}
