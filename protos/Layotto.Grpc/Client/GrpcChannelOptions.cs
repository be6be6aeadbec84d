namespace Layotto.Grpc.Client;

/// <summary>Options of a <see cref="GrpcChannel"/>.</summary>
public sealed record GrpcChannelOptions
{
    /// <summary>The limit on received messages unless told otherwise: 4 MiB, as in every gRPC implementation.</summary>
    public const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>
    /// The <c>:authority</c> of calls, or null for the host and port of the target (<c>localhost</c> on a Unix socket).
    /// </summary>
    public string? Authority { get; init; }

    /// <summary>How connections are secured; null means plain text for <c>http</c> and <c>unix</c>, the defaults for <c>https</c>.</summary>
    public ClientTlsOptions? Tls { get; init; }

    /// <summary>How request messages are compressed. Responses may always come in gzip.</summary>
    public MessageCompression Compression { get; init; }

    /// <summary>The most bytes a received message may have, before and after decompression, or null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; init; } = DefaultMaxReceiveMessageSize;

    /// <summary>The most bytes a sent message may have, uncompressed, or null for no limit, which is the default.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>What speaks HTTP/2; .NET's HTTP client by default.</summary>
    public ChannelTransport Transport { get; init; }

    /// <summary>Pings that find dead connections, or null for none, which is the default.</summary>
    public KeepaliveOptions? Keepalive { get; init; }

    /// <summary>When failed connections are tried again.</summary>
    public ReconnectOptions Reconnect { get; init; } = new();

    /// <summary>
    /// How long a connection without calls stays open. Default 30 minutes; <see cref="Timeout.InfiniteTimeSpan"/> for ever.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Whether the channel makes one connection in its life, so that all of its calls reach the same process. Once that connection is
    /// lost, calls fail with UNAVAILABLE and the state stays at <see cref="ConnectivityState.TransientFailure"/>. Calls beyond the
    /// server's limit of streams wait for one to be free. Off by default.
    /// </summary>
    public bool SingleConnection { get; init; }

    /// <summary>How long <see cref="global::Grpc.Core.ChannelBase.ShutdownAsync"/> waits for calls under way. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What comes before the transport's own name in the <c>user-agent</c> header, or null for nothing.</summary>
    public string? UserAgent { get; init; }

    /// <summary>
    /// Stands between the calls and their connections: gets the handler that sends requests and gives the one to use; null, the default,
    /// for nothing between. It sees every call of every shape as one request and one response.
    /// </summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Handler { get; init; }

    /// <summary>
    /// Looks at each socket once it is connected and before anything is sent over it, such as for who is at its other end; what it throws
    /// fails the connection. Null, the default, for nobody who looks.
    /// </summary>
    public Action<System.Net.Sockets.Socket>? Connected { get; init; }

    /// <summary>
    /// The HTTP/2 receive window of a stream in bytes at its start, 65535 to 16 MiB, or null for the transport's: 65535 with .NET's HTTP client,
    /// where it grows with what the way to the server asks for, and 256 KiB with the direct one.
    /// </summary>
    public int? StreamWindowSize { get; init; }

    /// <summary>Time of deadlines, backoff and connect time-outs.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>A source of numbers from 0 (inclusive) to 1 (exclusive) that spreads reconnects.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    internal void Validate()
    {
        if (MaxReceiveMessageSize < 0)
            throw OutOfRange(nameof(MaxReceiveMessageSize), MaxReceiveMessageSize, "at least 0, or null for no limit");
        if (MaxSendMessageSize < 0)
            throw OutOfRange(nameof(MaxSendMessageSize), MaxSendMessageSize, "at least 0, or null for no limit");
        if (StreamWindowSize is < 65535 or > 16 * 1024 * 1024)
            throw OutOfRange(nameof(StreamWindowSize), StreamWindowSize, "65535 to 16777216, or null for the runtime's");
        if (IdleTimeout <= TimeSpan.Zero && IdleTimeout != Timeout.InfiniteTimeSpan)
            throw OutOfRange(nameof(IdleTimeout), IdleTimeout, "more than zero, or infinite");
        if (DrainTimeout < TimeSpan.Zero)
            throw OutOfRange(nameof(DrainTimeout), DrainTimeout, "at least zero");
        if (!Enum.IsDefined(Compression))
            throw OutOfRange(nameof(Compression), Compression, "None or Gzip");
        if (!Enum.IsDefined(Transport))
            throw OutOfRange(nameof(Transport), Transport, "HttpClient or Direct");
        if (Transport == ChannelTransport.Direct && (Keepalive is not null || Handler is not null))
            throw new ArgumentException($"{nameof(Keepalive)} and {nameof(Handler)} are not for the {nameof(Transport)} {Transport}; they need {ChannelTransport.HttpClient}.");
        if (UserAgent is not null && UserAgent.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"{nameof(UserAgent)} has characters that a header can't carry; it must be printable ASCII.");
        Keepalive?.Validate();
        Reconnect.Validate();
    }

    private static ArgumentException OutOfRange(string name, object? value, string expected) =>
        new($"{name} is {value}; it must be {expected}.");
}
