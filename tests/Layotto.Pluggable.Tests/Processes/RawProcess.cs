using System.Net.Sockets;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>A process that speaks no gRPC: it does with each connection what a test wants.</summary>
internal sealed class RawProcess : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _connections;

    /// <summary>Listens.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="serve">Serves a connection, until its token fires; the connection is closed when it returns.</param>
    public RawProcess(string path, Func<NetworkStream, CancellationToken, Task> serve)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _accepting = AcceptAsync(serve);
    }

    /// <summary>How many connections there have been.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting.Soon();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> serve)
    {
        var serving = new List<Task>();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(socket, serve));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket socket, Func<NetworkStream, CancellationToken, Task> serve)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(stream, _stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The other side has had enough of it, or the test has.
        }
    }
}
