using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.HttpEndpoints;

/// <summary>An HTTPEndpoint (dapr.io/v1alpha1) as written: a server beyond the mesh that is called by a name.</summary>
public sealed record HttpEndpointResource
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The app ids that may use it; empty for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The address that paths are put after.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Headers sent along with each call.</summary>
    public IReadOnlyList<MetadataItem> Headers { get; init; } = [];

    /// <summary>TLS; null where nothing is said of it.</summary>
    public ClientTlsSettings? ClientTls { get; init; }

    /// <summary>The secret store that references are read from; empty for none.</summary>
    public string SecretStore { get; init; } = "";

    /// <summary>Where it was written.</summary>
    public SourceLocation? Source { get; init; }
}
