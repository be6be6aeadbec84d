using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Layotto.Benchmarks.Processes;

/// <summary>Asks a starting process, every millisecond, whether it is ready.</summary>
/// <param name="EndPoint">Where it will listen.</param>
/// <param name="Path">HTTP/1.1 path that must answer <paramref name="Status"/>; null is content with a connection.</param>
/// <param name="Status">HTTP status that means ready.</param>
internal sealed record ReadinessProbe(EndPoint EndPoint, string? Path = null, int Status = 204)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <exception cref="BenchmarkException">The process ended, or was not ready in time.</exception>
    public async Task WaitAsync(PinnedProcess process, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            while (!await IsReadyAsync(deadline.Token))
            {
                if (process.HasExited)
                    throw new BenchmarkException($"The process ended before it was ready. {process.LastWords()}");
                await Task.Delay(Pause, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchmarkException(
                $"The process was not ready at {EndPoint}{Path} within {patience.TotalSeconds:F0} s. {process.LastWords()}");
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var isUnixSocket = EndPoint is UnixDomainSocketEndPoint;
        using var socket = isUnixSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(EndPoint, cancellationToken);
            if (Path is null)
                return true;
            var request = Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            await socket.SendAsync(request, cancellationToken);
            var statusLine = new byte[12];
            var length = 0;
            while (length < statusLine.Length)
            {
                var received = await socket.ReceiveAsync(statusLine.AsMemory(length), cancellationToken);
                if (received == 0)
                    return false;
                length += received;
            }

            return Encoding.ASCII.GetString(statusLine) == $"HTTP/1.1 {Status}";
        }
        catch (SocketException)
        {
            // Nobody listens yet: the one answer a starting process is expected to give.
            return false;
        }
    }
}
