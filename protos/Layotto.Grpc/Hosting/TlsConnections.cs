using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Layotto.Grpc.Hosting;

/// <summary>TLS before HTTP. Kestrel's own needs services of a container, which this host does without.</summary>
internal sealed partial class TlsConnections(
    ConnectionDelegate next, ListenTls tls, ListenProtocols protocols, ILogger<TlsConnections> logger)
{
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        var plain = connection.Transport;
        var stream = new SslStream(new DuplexPipeStream(plain), leaveInnerStreamOpen: true);
        await using (stream.ConfigureAwait(false))
        {
            if (!await HandshakeAsync(connection, stream).ConfigureAwait(false))
                return;
            var feature = new TlsFeature(stream);
            connection.Features.Set<ITlsConnectionFeature>(feature);
            connection.Features.Set<ITlsApplicationProtocolFeature>(feature);
            var pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool;
            var input = PipeReader.Create(stream, new StreamPipeReaderOptions(pool, leaveOpen: true));
            var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(pool, leaveOpen: true));
            connection.Transport = new DuplexPipe(input, output);
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                await input.CompleteAsync().ConfigureAwait(false);
                await CompleteOutputAsync(output).ConfigureAwait(false);
                connection.Transport = plain;
            }
        }
    }

    private async Task<bool> HandshakeAsync(ConnectionContext connection, SslStream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(tls.HandshakeTimeout);
        try
        {
            await stream.AuthenticateAsServerAsync(tls.CreateOptions(protocols), patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogHandshakeTimeout(logger, connection.ConnectionId, connection.RemoteEndPoint);
            return false;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or InvalidOperationException)
        {
            LogHandshakeFailure(logger, exception, connection.ConnectionId, connection.RemoteEndPoint);
            return false;
        }

        if (protocols == ListenProtocols.Http2 && stream.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
        {
            LogNoHttp2(logger, connection.ConnectionId, connection.RemoteEndPoint);
            return false;
        }

        return true;
    }

    // The last bytes go to a peer that may have gone already, which is nobody's failure.
    private async Task CompleteOutputAsync(PipeWriter output)
    {
        try
        {
            await output.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            LogLateFailure(logger, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Connection {ConnectionId} from {Peer} did not finish its TLS handshake in time.")]
    private static partial void LogHandshakeTimeout(ILogger logger, string connectionId, object? peer);

    [LoggerMessage(2, LogLevel.Debug, "Connection {ConnectionId} from {Peer} failed its TLS handshake.")]
    private static partial void LogHandshakeFailure(ILogger logger, Exception exception, string connectionId, object? peer);

    [LoggerMessage(3, LogLevel.Debug, "Connection {ConnectionId} from {Peer} did not agree on HTTP/2 by ALPN.")]
    private static partial void LogNoHttp2(ILogger logger, string connectionId, object? peer);

    [LoggerMessage(4, LogLevel.Trace, "The last bytes of a TLS connection could not be sent.")]
    private static partial void LogLateFailure(ILogger logger, Exception exception);
}
