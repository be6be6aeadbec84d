using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Http.Tests;

/// <summary>A server that answers each request, told by the blank line after its head, with the next of the bytes it was given.</summary>
internal sealed class ScriptedUpstream : IAsyncDisposable
{
    /// <summary>As an answer: closes the connection instead.</summary>
    public const string Close = "\0close";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Queue<string> _answers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _requests = [];
    private readonly Task _running;

    public ScriptedUpstream(params string[] answers)
    {
        _answers = new Queue<string>(answers);
        _listener.Start();
        _running = RunAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public int Connections { get; private set; }

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        while (true)
        {
            using var socket = await _listener.AcceptSocketAsync(_stopping.Token);
            Connections++;
            await ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, _stopping.Token);
            if (length == 0)
                return;
            received.Append(Encoding.Latin1.GetString(buffer, 0, length));
            var text = received.ToString();
            if (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
                continue;
            received.Clear();
            lock (_requests)
                _requests.Add(text);
            if (!_answers.TryDequeue(out var answer) || answer == Close)
                return;
            var closes = answer.EndsWith(Close, StringComparison.Ordinal);

            // In small pieces, so that nothing depends on how an answer is cut.
            foreach (var piece in Encoding.Latin1.GetBytes(closes ? answer[..^Close.Length] : answer).Chunk(7))
                await socket.SendAsync(piece, _stopping.Token);
            if (closes)
                return;
        }
    }
}
