using System.Globalization;
using System.Text;
using Grpc.Core;
using Layotto.Http;
using Microsoft.AspNetCore.Http;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// How two sidecars of ours call each other once they know that they are: by the request itself, over HTTP/1.1 on the port where daprd's
/// protocol is spoken too. An answer of the sidecar's own, rather than of its app, carries a status in headers that no app can send.
/// </summary>
internal static class DirectPeer
{
    /// <summary>By this header in an answer of <c>CallLocalStream</c> a sidecar says that it takes requests themselves.</summary>
    public const string Offer = "layotto-direct";

    private const string Prefix = "layotto-";
    private const string StatusHeader = "layotto-status";
    private const string MessageHeader = "layotto-message";

    /// <summary>Whether a header is one that sidecars tell each other something by.</summary>
    public static bool IsHeader(string name) => name.Length >= Prefix.Length && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers with a status of the sidecar's own.</summary>
    public static void Refuse(HttpResponse response, Status status)
    {
        response.Clear();
        response.StatusCode = StatusCodes.Status502BadGateway;
        response.Headers[StatusHeader] = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers[MessageHeader] = Convert.ToBase64String(Encoding.UTF8.GetBytes(status.Detail));
        response.ContentLength = 0;
    }

    /// <summary>Throws what a sidecar has answered with a status of its own.</summary>
    /// <exception cref="RpcException">It has.</exception>
    public static void ThrowIfRefused(UpstreamConnection connection)
    {
        if (connection.StatusCode != StatusCodes.Status502BadGateway || Find(connection, StatusHeader) is not { } code)
            return;
        var text = Find(connection, MessageHeader) ?? "";
        var bytes = new byte[text.Length];
        var detail = Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        throw new RpcException(new Status(int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (StatusCode)number : StatusCode.Unknown, detail));
    }

    private static string? Find(UpstreamConnection connection, string name)
    {
        for (var index = 0; index < connection.HeaderCount; index++)
        {
            if (connection.HeaderName(index).Equals(name, StringComparison.OrdinalIgnoreCase))
                return connection.HeaderValue(index);
        }

        return null;
    }
}
