using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Layotto.Grpc.Client.Connections;

/// <summary>Makes one connection: socket and, if asked for, TLS with HTTP/2 agreed on.</summary>
internal sealed class Dialer(ChannelTarget target, ClientTlsOptions? tls, Action<Socket>? connected)
{
    /// <summary>Whether connections are secured.</summary>
    public bool IsSecure => tls is not null;

    /// <summary>Connects.</summary>
    /// <returns>What to speak HTTP/2 over, and the socket below it; the first owns the second.</returns>
    public async Task<DialedConnection> ConnectAsync(ConnectionManager owner, CancellationToken cancellationToken)
    {
        var socket = target.EndPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.EndPoint, cancellationToken);
            connected?.Invoke(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new TrackedStream(socket, owner);
        return tls is null ? new DialedConnection(stream, stream) : await SecureAsync(stream, tls, cancellationToken);
    }

    private async Task<DialedConnection> SecureAsync(TrackedStream stream, ClientTlsOptions options, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(CreateOptions(options), cancellationToken);
            if (secure.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
                throw new IOException("the server did not agree to speak HTTP/2 (ALPN 'h2')");
            stream.MarkHeard();
            return new DialedConnection(secure, stream);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private SslClientAuthenticationOptions CreateOptions(ClientTlsOptions options)
    {
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = options.ServerName ?? target.Host,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ClientCertificateContext = options.ClientCertificate?.Invoke(),
            RemoteCertificateValidationCallback = options.Validation,
        };
        if (options.Authorities is { } authorities)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authorities);
            authentication.CertificateChainPolicy = policy;
        }

        return authentication;
    }
}
