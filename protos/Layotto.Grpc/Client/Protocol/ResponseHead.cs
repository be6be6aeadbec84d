using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Protocol;

/// <summary>What the headers of a response say.</summary>
internal readonly struct ResponseHead
{
    private ResponseHead(Status? end, string? encoding)
    {
        End = end;
        Encoding = encoding;
    }

    /// <summary>How the call ended, if the headers say so already: a trailers-only response, or none of gRPC at all.</summary>
    public Status? End { get; }

    /// <summary>The <c>grpc-encoding</c>, or null.</summary>
    public string? Encoding { get; }

    /// <summary>Reads the headers.</summary>
    public static ResponseHead Read(HttpResponseMessage response)
    {
        var headers = response.Headers.NonValidated;
        var isGrpc = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var contentType)
            && ContentTypes.IsGrpc(contentType.ToString());
        if (headers.Contains("grpc-status") && (isGrpc || response.StatusCode == HttpStatusCode.OK))
            return new ResponseHead(ReadStatus(headers, response.StatusCode), null);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new ResponseHead(
                new Status(
                    StatusMapping.FromHttpStatus(response.StatusCode),
                    $"The server answered with HTTP status {(int)response.StatusCode} instead of a gRPC response."),
                null);
        }

        if (!isGrpc)
        {
            return new ResponseHead(
                new Status(
                    StatusCode.Unknown,
                    $"The server answered with content-type '{contentType.ToString()}' instead of application/grpc."),
                null);
        }

        return new ResponseHead(null, headers.TryGetValues("grpc-encoding", out var encoding) ? encoding.ToString() : null);
    }

    /// <summary>The status in the trailers, or in the headers of a trailers-only response.</summary>
    public static Status ReadStatus(HttpHeadersNonValidated headers, HttpStatusCode httpStatus)
    {
        if (!headers.TryGetValues("grpc-status", out var values))
        {
            return new Status(
                httpStatus == HttpStatusCode.OK ? StatusCode.Unknown : StatusMapping.FromHttpStatus(httpStatus),
                "The response ended without a grpc-status.");
        }

        var text = values.ToString();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return new Status(StatusCode.Unknown, $"The response has the grpc-status '{text}'; it must be a number.");
        var detail = headers.TryGetValues("grpc-message", out var messages) ? PercentEncoding.Decode(messages.ToString()) : "";
        if (code is < 0 or > (int)StatusCode.Unauthenticated)
            return new Status(StatusCode.Unknown, detail.Length > 0 ? detail : $"The response has the unknown grpc-status {code}.");
        return code == 0 && detail.Length == 0 ? Status.DefaultSuccess : new Status((StatusCode)code, detail);
    }
}
