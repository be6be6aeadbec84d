using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Components.Crypto.Tests.Jwks;

/// <summary>A server that answers every request with a key set.</summary>
internal sealed class JwksServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public JwksServer(string content)
    {
        Content = content;
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/jwks.json";
        _serving = ServeAsync();
    }

    public string Url { get; }

    public string Content { get; set; }

    public string Status { get; init; } = "200 OK";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.WaitAsync(TimeSpan.FromSeconds(30));
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                {
                    // The headers don't matter.
                }

                var body = Encoding.UTF8.GetBytes(Content);
                await stream.WriteAsync(
                    (byte[])[.. Encoding.ASCII.GetBytes($"HTTP/1.1 {Status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body], _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The test is over, or a client has had enough of what is too large for it; no further one comes then.
        }
    }
}
