namespace Layotto.Dapr.Resources.HttpEndpoints;

/// <summary>TLS towards an endpoint.</summary>
public sealed record ClientTlsSettings
{
    /// <summary>The authority the endpoint's certificate must be of; null for those the machine trusts.</summary>
    public TlsDocument? RootCa { get; init; }

    /// <summary>The certificate shown to the endpoint; null for none.</summary>
    public TlsDocument? Certificate { get; init; }

    /// <summary>The certificate's key; null for none.</summary>
    public TlsDocument? PrivateKey { get; init; }

    /// <summary>Whether the endpoint may renegotiate.</summary>
    public TlsRenegotiation Renegotiation { get; init; }
}
