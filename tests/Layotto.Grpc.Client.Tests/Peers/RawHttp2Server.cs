using System.Net;
using System.Net.Sockets;

namespace Layotto.Grpc.Client.Tests.Peers;

/// <summary>Accepts connections and leaves every frame to the test.</summary>
internal sealed class RawHttp2Server : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawHttp2Server() => _listener.Start();

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Accepts a connection and says nothing on it.</summary>
    public async Task<Socket> AcceptAsync() => await _listener.AcceptSocketAsync(Patience.Cancellation).AsTask().Soon();

    /// <summary>Accepts a connection and exchanges the prefaces.</summary>
    public async Task<RawHttp2Connection> AcceptHttp2Async()
    {
        var connection = new RawHttp2Connection(new NetworkStream(await AcceptAsync(), ownsSocket: true));
        await connection.ExchangePrefaceAsync();
        return connection;
    }

    public void Dispose() => _listener.Dispose();
}
