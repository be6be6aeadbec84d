using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>Waits for the app to listen.</summary>
internal static class AppPort
{
    // Dapr's figures: a try every 100 ms, each of at most 500 ms.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DialTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Tries to connect until it succeeds; nothing is sent.</summary>
    /// <param name="host">The app's address.</param>
    /// <param name="port">The app's port.</param>
    /// <param name="logger">Where the waiting is told of.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task WaitAsync(string host, int port, ILogger logger, CancellationToken cancellationToken)
    {
        logger.LogInformation("waiting on port {Port}", port);
        while (!await CanConnectAsync(host, port, cancellationToken).ConfigureAwait(false))
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        logger.LogInformation("application discovered on port {Port}", port);
    }

    private static async Task<bool> CanConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(DialTimeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
