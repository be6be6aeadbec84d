using System.Net;
using System.Net.Sockets;

namespace Layotto.Benchmarks.Tests.Servers;

/// <summary>A raw TCP server whose every connection runs one script, for what no well-behaved server does.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    /// <param name="script">Gets the stream, the number of the connection from 0 on, and a token that ends with the server.</param>
    public ScriptedServer(Func<NetworkStream, int, CancellationToken, Task> script)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync(script);
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.WaitAsync(Patience);
        await Task.WhenAll(_connections).WaitAsync(Patience);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, int, CancellationToken, Task> script)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _connections.Add(ServeAsync(socket, number, script));
            }
        }
        catch (OperationCanceledException)
        {
            // The server is being disposed.
        }
    }

    private async Task ServeAsync(Socket socket, int number, Func<NetworkStream, int, CancellationToken, Task> script)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await script(stream, number, _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone, or the server is being disposed: both end every script.
        }
    }
}
