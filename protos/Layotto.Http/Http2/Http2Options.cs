using System.Net.Sockets;

namespace Layotto.Http.Http2;

/// <summary>How connections over HTTP/2 are made and kept.</summary>
public sealed record Http2Options
{
    /// <summary>How long connecting may take, the server's first settings included; 5 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the start of the first failed attempt to connect to the next one; 100 ms by default. It grows by 1.6 with each failure.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What the time between attempts never grows beyond; 2 seconds by default.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection without requests stays open; 30 minutes by default, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long the server may take to acknowledge settings; 10 seconds by default.</summary>
    public TimeSpan SettingsTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most connections to the server; 256 by default. Requests beyond the streams that they allow wait.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How many bytes of a response a stream takes that nobody has read yet; 1 MiB by default.</summary>
    public int StreamWindow { get; init; } = 1 << 20;

    /// <summary>How many bytes of all responses a connection takes that nobody has read yet; 64 MiB by default.</summary>
    public int ConnectionWindow { get; init; } = 64 << 20;

    /// <summary>The most bytes of a response's headers, or trailers, as RFC 9113 §6.5.2 counts them; 64 KiB by default.</summary>
    public int MaxHeaderSize { get; init; } = 64 * 1024;

    /// <summary>Whether connections are secured, so that requests say so; false by default.</summary>
    public bool IsSecure { get; init; }

    /// <summary>
    /// Whether what waits for a response, or for room to send, goes on elsewhere than right where the connection is read. Needed where it may block;
    /// false by default.
    /// </summary>
    public bool RunContinuationsAsynchronously { get; init; }

    /// <summary>Gets the socket of each new connection before it is used; null, the default, for nobody.</summary>
    public Action<Socket>? OnConnected { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
