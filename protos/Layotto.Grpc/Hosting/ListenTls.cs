using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Layotto.Grpc.Hosting;

/// <summary>TLS on an endpoint. ALPN is the host's business: it offers what the endpoint speaks.</summary>
public sealed class ListenTls
{
    private readonly Func<SslServerAuthenticationOptions> _options;

    /// <summary>TLS with options that are asked for at every handshake, so certificates can be rotated.</summary>
    /// <param name="options">Makes fresh options; the host adds the ALPN list to them.</param>
    public ListenTls(Func<SslServerAuthenticationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>TLS 1.2 and 1.3 with one certificate, without client certificates.</summary>
    /// <param name="certificate">The certificate with its private key.</param>
    public ListenTls(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.HasPrivateKey)
            throw new ArgumentException("The certificate to listen with has no private key; load it together with its key.", nameof(certificate));
        var context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null);
        _options = () => new SslServerAuthenticationOptions
        {
            ServerCertificateContext = context,
#pragma warning disable CA5398 // Older versions are to stay off even where the system would allow them.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
        };
    }

    /// <summary>The longest time a handshake may take; 10 seconds by default.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The options of the next handshake.</summary>
    internal SslServerAuthenticationOptions CreateOptions(ListenProtocols protocols)
    {
        var options = _options();
        options.ApplicationProtocols = protocols switch
        {
            ListenProtocols.Http1 => [SslApplicationProtocol.Http11],
            ListenProtocols.Http2 => [SslApplicationProtocol.Http2],
            _ => [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        return options;
    }
}
