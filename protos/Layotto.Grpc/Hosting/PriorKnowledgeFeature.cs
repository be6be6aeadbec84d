using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Layotto.Grpc.Hosting;

/// <summary>
/// Makes Kestrel speak HTTP/2 on a cleartext connection of an endpoint that allows both versions. Kestrel chooses by
/// ALPN, and only looks at ALPN if there is TLS; so this stands in for both while Kestrel chooses, and takes the TLS
/// feature away as soon as the answer was read. Requests then see an ordinary cleartext connection, with scheme http.
/// </summary>
internal sealed class PriorKnowledgeFeature(IFeatureCollection features) : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    public X509Certificate2? ClientCertificate { get; set; }

    public ReadOnlyMemory<byte> ApplicationProtocol
    {
        get
        {
            features.Set<ITlsConnectionFeature>(null);
            features.Set<ITlsApplicationProtocolFeature>(null);
            return SslApplicationProtocol.Http2.Protocol;
        }
    }

    public static void ApplyTo(IFeatureCollection features)
    {
        var feature = new PriorKnowledgeFeature(features);
        features.Set<ITlsConnectionFeature>(feature);
        features.Set<ITlsApplicationProtocolFeature>(feature);
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<X509Certificate2?>(null);
}
