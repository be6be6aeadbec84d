using System.Net.Sockets;

namespace Layotto.Http;

/// <summary>How connections to a server are made and kept.</summary>
public sealed record UpstreamOptions
{
    /// <summary>How long connecting may take; 5 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a connection may rest and still be used again; 4 seconds by default, less than the 5 seconds after which Node.js
    /// closes one. A <c>Keep-Alive: timeout</c> of the server shortens it.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The most connections that rest at a time; 256 by default. Those beyond are closed after their use.</summary>
    public int MaxIdleConnections { get; init; } = 256;

    /// <summary>The most connections at a time; 1024 by default, as in Dapr. Requests beyond wait for one.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>The most bytes of a response's head; 64 KiB by default.</summary>
    public int MaxHeadSize { get; init; } = 64 * 1024;

    /// <summary>Gets the socket of each new connection before it is used; null, the default, for nobody.</summary>
    public Action<Socket>? OnConnected { get; init; }

    /// <summary>The clock of rests.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
