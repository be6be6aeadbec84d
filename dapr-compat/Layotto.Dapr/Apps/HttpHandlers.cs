using System.Net;
using System.Net.Security;
using System.Text;

namespace Layotto.Dapr.Apps;

/// <summary>Sets up HTTP clients that pass requests on and have no wishes of their own: no redirects, cookies, proxies or decompression.</summary>
internal static class HttpHandlers
{
    /// <summary>The most connections to one host (Dapr's figure).</summary>
    private const int MaxConnections = 1024;

    // The path is what the caller made of it, whatever a URL would.
    private static readonly UriCreationOptions AsIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Takes any certificate: an app's own is as good as none, as in Dapr.</summary>
#pragma warning disable CA5359 // The app is the sidecar's own, beside it; it has no name that a certificate could prove.
    public static RemoteCertificateValidationCallback AcceptAnyCertificate { get; } = static (_, _, _, _) => true;
#pragma warning restore CA5359

    /// <summary>A URI whose path and query stay as they are.</summary>
    public static Uri Verbatim(string address) => new(address, in AsIs);

    /// <summary>The connections to an HTTP app.</summary>
    public static SocketsHttpHandler ForApp(bool isSecure)
    {
        var handler = Create();
        if (isSecure)
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = AcceptAnyCertificate };
        return handler;
    }

    /// <summary>The connections to servers beyond the sidecars.</summary>
    public static SocketsHttpHandler Create() => new()
    {
        MaxConnectionsPerServer = MaxConnections,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,

        // Header values are passed on as the bytes they came as: the server reads requests as UTF-8, and writes responses as Latin-1.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
