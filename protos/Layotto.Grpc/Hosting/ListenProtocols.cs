namespace Layotto.Grpc.Hosting;

/// <summary>The versions of HTTP that an endpoint speaks.</summary>
public enum ListenProtocols
{
    /// <summary>HTTP/1.1 only.</summary>
    Http1,

    /// <summary>HTTP/2 only: by prior knowledge in cleartext, by ALPN under TLS.</summary>
    Http2,

    /// <summary>Both: told apart by the first bytes in cleartext, by ALPN under TLS.</summary>
    Http1AndHttp2,
}
