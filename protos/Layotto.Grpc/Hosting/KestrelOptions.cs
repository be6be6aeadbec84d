using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Layotto.Grpc.Hosting;

/// <summary>Says a host's options in Kestrel's words.</summary>
internal static class KestrelOptions
{
    private static readonly TimeSpan DataRateGracePeriod = TimeSpan.FromSeconds(5);

    public static KestrelServerOptions Create(KestrelHostOptions options, ILoggerFactory loggerFactory)
    {
        var server = new KestrelServerOptions
        {
            AddServerHeader = false,

            // What a response passes on was read as Latin-1, and leaves as the bytes it came as.
            ResponseHeaderEncodingSelector = static _ => Encoding.Latin1,
        };
        ApplyLimits(options.Limits, server.Limits);
        foreach (var endpoint in options.Endpoints)
            server.Listen(endpoint.Address, listen => ConfigureEndpoint(listen, endpoint, options, loggerFactory));
        return server;
    }

    private static void ApplyLimits(HostLimits from, KestrelServerLimits to)
    {
        to.MaxRequestBodySize = from.MaxRequestBodySize;
        to.MaxRequestHeadersTotalSize = from.MaxRequestHeadersTotalSize;
        to.MaxRequestHeaderCount = from.MaxRequestHeaderCount;
        to.MaxRequestLineSize = from.MaxRequestLineSize;
        to.MaxConcurrentConnections = from.MaxConnections;
        to.MaxConcurrentUpgradedConnections = from.MaxConnections;
        to.KeepAliveTimeout = from.KeepAliveTimeout;
        to.RequestHeadersTimeout = from.RequestHeadersTimeout;
        to.MinRequestBodyDataRate = from.MinRequestDataRate is { } read ? new MinDataRate(read, DataRateGracePeriod) : null;
        to.MinResponseDataRate = from.MinResponseDataRate is { } write ? new MinDataRate(write, DataRateGracePeriod) : null;
        to.Http2.MaxStreamsPerConnection = from.MaxStreamsPerConnection;
        to.Http2.InitialConnectionWindowSize = from.ConnectionWindowSize;
        to.Http2.InitialStreamWindowSize = from.StreamWindowSize;
        to.Http2.MaxFrameSize = from.MaxFrameSize;
        to.Http2.MaxRequestHeaderFieldSize = from.MaxRequestHeadersTotalSize;
        to.Http2.KeepAlivePingDelay = from.KeepAlivePingDelay ?? Timeout.InfiniteTimeSpan;
        to.Http2.KeepAlivePingTimeout = from.KeepAlivePingTimeout;
    }

    private static void ConfigureEndpoint(
        ListenOptions listen, ListenEndpoint endpoint, KestrelHostOptions options, ILoggerFactory loggerFactory)
    {
        listen.Protocols = endpoint.Protocols switch
        {
            ListenProtocols.Http1 => HttpProtocols.Http1,
            ListenProtocols.Http2 => HttpProtocols.Http2,
            _ => HttpProtocols.Http1AndHttp2,
        };
        listen.DisableAltSvcHeader = true;
        if (endpoint.Tls is { } tls)
        {
            var logger = loggerFactory.CreateLogger<TlsConnections>();
            listen.Use(next => new TlsConnections(next, tls, endpoint.Protocols, logger).OnConnectionAsync);
        }
        else if (endpoint.Protocols == ListenProtocols.Http1AndHttp2)
        {
            listen.Use(next => new ProtocolSniffer(next, options.Limits.KeepAliveTimeout, options.RunsInline).OnConnectionAsync);
        }
    }
}
