namespace Layotto.Grpc.Hosting;

/// <summary>The bounds a host holds its clients to. Every one is set, so none depends on a default of the framework.</summary>
public sealed class HostLimits
{
    /// <summary>The largest request body in bytes, or null for no limit; 4 MiB by default.</summary>
    public long? MaxRequestBodySize { get; init; } = 4 * 1024 * 1024;

    /// <summary>The most bytes of all request headers together; 32 KiB by default.</summary>
    public int MaxRequestHeadersTotalSize { get; init; } = 32 * 1024;

    /// <summary>The most request headers; 100 by default.</summary>
    public int MaxRequestHeaderCount { get; init; } = 100;

    /// <summary>The most bytes of an HTTP/1.1 request line; 8 KiB by default.</summary>
    public int MaxRequestLineSize { get; init; } = 8 * 1024;

    /// <summary>The most connections at a time, or null for no limit, the default.</summary>
    public long? MaxConnections { get; init; }

    /// <summary>The longest an HTTP/1.1 or idle connection waits for a request; 130 seconds by default.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>The longest that request headers may take to arrive; 30 seconds by default.</summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The least bytes per second of a request body, after 5 seconds of grace, or null for no limit; 240 by default.
    /// Streams of gRPC requests are exempt, as they may rest.
    /// </summary>
    public double? MinRequestDataRate { get; init; } = 240;

    /// <summary>
    /// The least bytes per second at which a client takes a response, after 5 seconds of grace, or null for no limit;
    /// 240 by default. A slower client loses its connection with all the calls on it, so a host of gRPC streams, whose
    /// readers may rest, should have none.
    /// </summary>
    public double? MinResponseDataRate { get; init; } = 240;

    /// <summary>The most HTTP/2 streams at a time on a connection; 1000 by default.</summary>
    public int MaxStreamsPerConnection { get; init; } = 1000;

    /// <summary>The HTTP/2 receive window of a connection in bytes, 65535 to 2^31-1; 1 MiB by default.</summary>
    public int ConnectionWindowSize { get; init; } = 1024 * 1024;

    /// <summary>The HTTP/2 receive window of a stream in bytes, 65535 to 2^31-1; 768 KiB by default.</summary>
    public int StreamWindowSize { get; init; } = 768 * 1024;

    /// <summary>The largest HTTP/2 frame accepted in bytes, 2^14 to 2^24-1; 16 KiB by default.</summary>
    public int MaxFrameSize { get; init; } = 16 * 1024;

    /// <summary>The rest of an HTTP/2 connection after which it is pinged, or null for no pings, the default.</summary>
    public TimeSpan? KeepAlivePingDelay { get; init; }

    /// <summary>The longest wait for the answer to a ping before the connection is closed; 20 seconds by default.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
