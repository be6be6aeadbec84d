using System.Net.Sockets;
using Layotto.Grpc.Hosting;
using Layotto.Grpc.Tests.Server;

namespace Layotto.Grpc.Tests.Hosting;

public sealed class UnixSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("layotto-").FullName;

    private string SocketPath => Path.Combine(_folder, "x.sock");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Socket_is_served_and_removed_at_stop(string version)
    {
        var host = await KestrelHostTests.StartAsync(ListenEndpoint.Unix(SocketPath, ListenProtocols.Http1AndHttp2), KestrelHostTests.Describe);
        Assert.EndsWith(" /here", await GetAsync(version));

        await host.DisposeAsync();

        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task Stale_socket_is_replaced()
    {
        LeaveStaleSocket();

        await using var host = await KestrelHostTests.StartAsync(ListenEndpoint.Unix(SocketPath), KestrelHostTests.Describe);

        Assert.EndsWith(" /here", await GetAsync("2.0"));
    }

    [Fact]
    public async Task Socket_that_somebody_listens_on_is_left_alone()
    {
        await using var first = await KestrelHostTests.StartAsync(ListenEndpoint.Unix(SocketPath), KestrelHostTests.Describe);

        var exception = await Assert.ThrowsAsync<EndpointUnavailableException>(
            () => KestrelHostTests.StartAsync(ListenEndpoint.Unix(SocketPath), KestrelHostTests.Describe));

        Assert.Contains(SocketPath, exception.Message);
        Assert.EndsWith(" /here", await GetAsync("2.0"));
    }

    [Fact]
    public async Task File_that_is_no_socket_is_left_alone()
    {
        await File.WriteAllTextAsync(SocketPath, "precious", Cancellation);

        var exception = await Assert.ThrowsAsync<EndpointUnavailableException>(
            () => KestrelHostTests.StartAsync(ListenEndpoint.Unix(SocketPath), KestrelHostTests.Describe));

        Assert.Contains(SocketPath, exception.Message);
        Assert.Equal("precious", await File.ReadAllTextAsync(SocketPath, Cancellation));
    }

    // A socket that is closed removes its file; one that was moved leaves it, as a killed process does.
    private void LeaveStaleSocket()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var other = Path.Combine(_folder, "y.sock");
        socket.Bind(new UnixDomainSocketEndPoint(other));
        File.Move(other, SocketPath);
    }

    private async Task<string> GetAsync(string version)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            Timeout = TestServer.Patience,
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        return await client.GetStringAsync("http://localhost/here", Cancellation);
    }
}
