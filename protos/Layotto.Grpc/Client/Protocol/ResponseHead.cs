using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Protocol;

/// <summary>What the headers of a response say.</summary>
internal static class ResponseHead
{
    /// <summary>How the call ended, if its head says so already: a trailers-only response, or none of gRPC at all; null if it doesn't.</summary>
    public static Status? EndOf(HttpStatusCode httpStatus, string? contentType, string? grpcStatus, string? grpcMessage)
    {
        var isGrpc = contentType is not null && ContentTypes.IsGrpc(contentType);
        if (grpcStatus is not null && (isGrpc || httpStatus == HttpStatusCode.OK))
            return ReadStatus(grpcStatus, grpcMessage, httpStatus);
        if (httpStatus != HttpStatusCode.OK)
        {
            return new Status(
                StatusMapping.FromHttpStatus(httpStatus), $"The server answered with HTTP status {(int)httpStatus} instead of a gRPC response.");
        }

        return isGrpc ? null : new Status(StatusCode.Unknown, $"The server answered with content-type '{contentType}' instead of application/grpc.");
    }

    /// <summary>The status in the trailers, or in the headers of a trailers-only response.</summary>
    public static Status ReadStatus(HttpHeadersNonValidated headers, HttpStatusCode httpStatus)
        => ReadStatus(Find(headers, "grpc-status"), Find(headers, "grpc-message"), httpStatus);

    /// <summary>The status that two headers tell.</summary>
    public static Status ReadStatus(string? grpcStatus, string? grpcMessage, HttpStatusCode httpStatus)
    {
        if (grpcStatus is null)
        {
            return new Status(
                httpStatus == HttpStatusCode.OK ? StatusCode.Unknown : StatusMapping.FromHttpStatus(httpStatus),
                "The response ended without a grpc-status.");
        }

        if (!int.TryParse(grpcStatus, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return new Status(StatusCode.Unknown, $"The response has the grpc-status '{grpcStatus}'; it must be a number.");
        var detail = grpcMessage is not null ? PercentEncoding.Decode(grpcMessage) : "";
        if (code is < 0 or > (int)StatusCode.Unauthenticated)
            return new Status(StatusCode.Unknown, detail.Length > 0 ? detail : $"The response has the unknown grpc-status {code}.");
        return code == 0 && detail.Length == 0 ? Status.DefaultSuccess : new Status((StatusCode)code, detail);
    }

    private static string? Find(HttpHeadersNonValidated headers, string name) => headers.TryGetValues(name, out var values) ? values.ToString() : null;
}
