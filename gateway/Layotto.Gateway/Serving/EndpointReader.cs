using Layotto.Components;
using Layotto.Components.Specification;
using Layotto.Dapr.Invocation;
using Layotto.Dapr.Resources.HttpEndpoints;
using Layotto.Runtime.Loading;

namespace Layotto.Gateway.Serving;

/// <summary>Turns HTTPEndpoint documents into endpoints that can be called: what they refer to in secret stores is read.</summary>
internal sealed class EndpointReader(ComponentMetadataResolver resolver)
{
    // Names that no header can have.
    private const string RootCa = "clientTLS: rootCA", Certificate = "clientTLS: certificate", PrivateKey = "clientTLS: privateKey";

    /// <summary>Reads the endpoints.</summary>
    /// <exception cref="GatewayStartException">One refers to what isn't there; the message holds all such.</exception>
    public async Task<IReadOnlyList<HttpEndpoint>> ReadAsync(IEnumerable<HttpEndpointResource> resources, CancellationToken cancellationToken)
    {
        var endpoints = new List<HttpEndpoint>();
        var reasons = new List<string>();
        foreach (var resource in resources)
        {
            try
            {
                endpoints.Add(await ReadAsync(resource, cancellationToken).ConfigureAwait(false));
            }
            catch (ComponentException exception)
            {
                reasons.Add($"The HTTPEndpoint {resource.Name} can't be used: {exception.Message}");
            }
        }

        return reasons.Count == 0 ? endpoints : throw new GatewayStartException(reasons);
    }

    private async Task<HttpEndpoint> ReadAsync(HttpEndpointResource resource, CancellationToken cancellationToken)
    {
        var tls = resource.ClientTls;
        var items = resource.Headers.Concat(Items(RootCa, tls?.RootCa)).Concat(Items(Certificate, tls?.Certificate)).Concat(Items(PrivateKey, tls?.PrivateKey));
        var specification = new ComponentSpecification
        {
            Name = resource.Name,
            Type = "HTTPEndpoint",
            Namespace = resource.Namespace,
            Metadata = [.. items],
            SecretStore = resource.SecretStore,
            Source = resource.Source,
        };
        var values = await resolver.ResolveAsync(specification, cancellationToken).ConfigureAwait(false);
        return new HttpEndpoint
        {
            Name = resource.Name,
            BaseUrl = resource.BaseUrl,
            Headers = [.. resource.Headers.Select(header => header.Name).Distinct().Select(name => KeyValuePair.Create(name, values[name] ?? ""))],
            RootCertificates = values[RootCa],
            Certificate = values[Certificate],
            PrivateKey = values[PrivateKey],
            AllowsRenegotiation = tls?.Renegotiation is TlsRenegotiation.OnceAsClient or TlsRenegotiation.FreelyAsClient,
        };
    }

    private static IEnumerable<MetadataItem> Items(string name, TlsDocument? document)
        => document is null ? [] : [new MetadataItem { Name = name, Value = document.Value, SecretKeyRef = document.SecretKeyRef, Source = document.Source }];
}
