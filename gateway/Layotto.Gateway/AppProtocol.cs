namespace Layotto.Gateway;

/// <summary>What the app speaks on its port: the values of <c>--app-protocol</c>.</summary>
public enum AppProtocol
{
    /// <summary>HTTP/1.1 in plain text.</summary>
    Http,

    /// <summary>HTTP over TLS; the app's certificate isn't verified.</summary>
    Https,

    /// <summary>HTTP/2 in plain text, from the first byte on.</summary>
    H2c,

    /// <summary>gRPC in plain text.</summary>
    Grpc,

    /// <summary>gRPC over TLS; the app's certificate isn't verified.</summary>
    Grpcs,
}
