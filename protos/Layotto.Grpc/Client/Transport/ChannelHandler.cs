using System.Net;
using Layotto.Grpc.Client.Connections;

namespace Layotto.Grpc.Client.Transport;

/// <summary>Sets up the HTTP handler of a channel: HTTP/2 and nothing that a browser would want.</summary>
internal static class ChannelHandler
{
    public static SocketsHttpHandler Create(ConnectionManager connections, GrpcChannelOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => connections.ConnectForPoolAsync(cancellationToken),
            EnableMultipleHttp2Connections = !options.SingleConnection,
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionIdleTimeout = options.SingleConnection ? Timeout.InfiniteTimeSpan : options.IdleTimeout,
        };
        if (options.StreamWindowSize is { } window)
            handler.InitialHttp2StreamWindowSize = window;
        if (options.Keepalive is { } keepalive)
        {
            handler.KeepAlivePingDelay = keepalive.Time;
            handler.KeepAlivePingTimeout = keepalive.Timeout;
            handler.KeepAlivePingPolicy = keepalive.WithoutCalls
                ? HttpKeepAlivePingPolicy.Always
                : HttpKeepAlivePingPolicy.WithActiveRequests;
        }

        return handler;
    }
}
