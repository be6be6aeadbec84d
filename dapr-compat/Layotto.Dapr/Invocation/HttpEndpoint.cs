namespace Layotto.Dapr.Invocation;

/// <summary>A server beyond the sidecars that is called by a name (HTTPEndpoint), with everything it refers to resolved.</summary>
public sealed record HttpEndpoint
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The address that paths are put after.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Headers sent along with each call. They may hold secrets and are never shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The PEM text of the authorities its certificate may be of; null for those the machine trusts.</summary>
    public string? RootCertificates { get; init; }

    /// <summary>The PEM text of the certificate shown to it; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The PEM text of that certificate's key. A secret.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>Whether it may renegotiate TLS.</summary>
    public bool AllowsRenegotiation { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
