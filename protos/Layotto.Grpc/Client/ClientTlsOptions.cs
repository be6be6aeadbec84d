using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Layotto.Grpc.Client;

/// <summary>How a channel secures its connections.</summary>
public sealed record ClientTlsOptions
{
    /// <summary>The authorities that may have issued the server's certificate, or null for those the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>
    /// The certificate to show to the server, asked for before each connection so that it can be rotated; null, or null
    /// returned, for none.
    /// </summary>
    public Func<SslStreamCertificateContext?>? ClientCertificate { get; init; }

    /// <summary>
    /// The name to ask for in the handshake and to find in the server's certificate, or null for the host of the target.
    /// </summary>
    public string? ServerName { get; init; }

    /// <summary>
    /// Decides on the server's certificate instead of the usual check of its name and its chain, or null for the usual check.
    /// It is told what the usual check found.
    /// </summary>
    public RemoteCertificateValidationCallback? Validation { get; init; }
}
