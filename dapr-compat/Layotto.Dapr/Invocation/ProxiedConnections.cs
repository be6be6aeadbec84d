using System.Net;
using Layotto.Grpc.Hosting;
using Layotto.Http.Http2;

namespace Layotto.Dapr.Invocation;

/// <summary>Makes the connections that gRPC calls are passed on over: HTTP/2 in plain text.</summary>
internal static class ProxiedConnections
{
    private static readonly TimeSpan AppIdleTimeout = TimeSpan.FromMinutes(30);

    /// <summary>The connections to another sidecar.</summary>
    /// <param name="address">A host name, an IPv4 address, or an IPv6 address in brackets, and a port.</param>
    /// <param name="idleTimeout">How long a connection without calls stays open.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public static Http2Pool ToAddress(string address, TimeSpan idleTimeout, TimeProvider timeProvider)
    {
        if (!Uri.TryCreate("http://" + address, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
            throw new ArgumentException($"The address '{address}' of a sidecar is not understood; it must look like host:port.", nameof(address));
        return Create(uri.IdnHost.Trim('[', ']'), uri.Port, idleTimeout, timeProvider);
    }

    /// <summary>The connections to the app.</summary>
    /// <param name="host">Its host name or address.</param>
    /// <param name="port">Its port.</param>
    public static Http2Pool ToApp(string host, int port) => Create(host.Trim('[', ']'), port, AppIdleTimeout, TimeProvider.System);

    private static Http2Pool Create(string host, int port, TimeSpan idleTimeout, TimeProvider timeProvider)
    {
        var authority = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
        return new Http2Pool(new DnsEndPoint(host, port), authority, new Http2Options
        {
            IdleTimeout = idleTimeout,
            InitialBackoff = PeerChannels.QuickReconnect.InitialBackoff,
            MaxBackoff = PeerChannels.QuickReconnect.MaxBackoff,
            ConnectTimeout = PeerChannels.QuickReconnect.MinConnectTimeout,
            TimeProvider = timeProvider,

            // What passes calls on never blocks, and so goes on where the kernel is heard.
            OnConnected = static socket => InlineCompletions.TryPrefer(socket),
        });
    }
}
