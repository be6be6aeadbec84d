using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Layotto.Grpc.Hosting;

/// <summary>What the handshake of a connection agreed on.</summary>
internal sealed class TlsFeature(SslStream stream) : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    private X509Certificate2? _clientCertificate;

    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = stream.NegotiatedApplicationProtocol.Protocol;

    public X509Certificate2? ClientCertificate
    {
        get => _clientCertificate ??= stream.RemoteCertificate as X509Certificate2;
        set => _clientCertificate = value;
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ClientCertificate);
}
