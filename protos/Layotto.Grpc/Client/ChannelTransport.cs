namespace Layotto.Grpc.Client;

/// <summary>What a channel speaks HTTP/2 with.</summary>
public enum ChannelTransport
{
    /// <summary>.NET's HTTP client.</summary>
    HttpClient,

    /// <summary>
    /// The HTTP/2 client of the data path, which has less work with each call. It has no keepalive pings, and nothing stands between the calls
    /// and their connections.
    /// </summary>
    Direct,
}
