namespace Layotto.Dapr.Resources.HttpEndpoints;

/// <summary>Whether the server may renegotiate TLS.</summary>
public enum TlsRenegotiation
{
    /// <summary>It may not.</summary>
    Never,

    /// <summary>Once in a connection.</summary>
    OnceAsClient,

    /// <summary>As often as it likes.</summary>
    FreelyAsClient,
}
