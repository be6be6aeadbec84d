using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>
/// A gRPC app that refuses the first call to <c>UnaryCall</c> before it has looked at it, and answers the second one. Other calls it doesn't know.
/// </summary>
/// <param name="saysGoodbye">Whether it refuses with a goodbye to the whole connection; else with a reset of the stream.</param>
internal sealed class RefusingApp(bool saysGoodbye) : IAsyncDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, GoAway = 7;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private Task _serving = Task.CompletedTask;
    private int _refused;

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the bodies of the calls were that it has answered.</summary>
    public TaskCompletionSource<string> Body { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many calls it has refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public void Start()
    {
        _listener.Start();
        _serving = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                await stream.ReadExactlyAsync(new byte[24], _stopping.Token);
                await SendAsync(stream, Settings, 0, 0, []);
                var isCalled = false;
                var refused = 0;
                var body = new StringBuilder();
                var header = new byte[9];
                while (true)
                {
                    await stream.ReadExactlyAsync(header, _stopping.Token);
                    var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
                    await stream.ReadExactlyAsync(payload, _stopping.Token);
                    var id = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5));
                    if (header[3] == Settings && (header[4] & 1) == 0)
                        await SendAsync(stream, Settings, 1, 0, []);
                    if (header[3] == Headers)
                    {
                        isCalled |= Encoding.Latin1.GetString(payload).Contains("UnaryCall", StringComparison.Ordinal);
                        if (!isCalled)
                            await SendAsync(stream, Headers, 5, id, [0x88, .. ContentType, .. Status("12")]);
                        else if (Interlocked.CompareExchange(ref _refused, 1, 0) == 0)
                            await RefuseAsync(stream, refused = id);
                        body.Clear();
                    }

                    if (header[3] != Data || !isCalled)
                        continue;
                    body.Append(Encoding.Latin1.GetString(payload));
                    if ((header[4] & 1) == 0 || id == refused)
                        continue;
                    Body.TrySetResult(body.ToString());
                    await SendAsync(stream, Headers, 4, id, [0x88, .. ContentType]);
                    await SendAsync(stream, Data, 0, id, new byte[5]);
                    await SendAsync(stream, Headers, 5, id, Status("0"));
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The connection, or the test, is over.
            }
        }
    }

    private static byte[] ContentType => [0x0f, 0x10, 16, .. "application/grpc"u8];

    private static byte[] Status(string status) => [0x00, 11, .. "grpc-status"u8, (byte)status.Length, .. Encoding.ASCII.GetBytes(status)];

    private Task RefuseAsync(NetworkStream stream, int id)
        => saysGoodbye ? SendAsync(stream, GoAway, 0, 0, new byte[8]) : SendAsync(stream, Reset, 0, id, [0, 0, 0, 7]);

    private async Task SendAsync(NetworkStream stream, byte type, byte flags, int id, byte[] payload)
    {
        byte[] frame = [0, 0, (byte)payload.Length, type, flags, 0, 0, 0, (byte)id, .. payload];
        await stream.WriteAsync(frame, _stopping.Token);
    }
}
