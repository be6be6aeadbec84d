using System.Net;
using Grpc.Core;
using Layotto.Grpc.Client.Connections;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Protocol;

/// <summary>Turns what HTTP says into gRPC statuses.</summary>
internal static class StatusMapping
{
    private const long ProtocolError = 0x1;
    private const long Http11Required = 0xd;
    private const string NoHttp2 = "The server did not complete the HTTP/2 handshake; it may not speak HTTP/2.";

    /// <summary>The status of a response that carries none (gRPC's HTTP to gRPC status code mapping).</summary>
    public static StatusCode FromHttpStatus(HttpStatusCode status) => (int)status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>The status of a stream that was reset (gRPC over HTTP/2, Errors).</summary>
    /// <param name="errorCode">The HTTP/2 error code (RFC 9113, section 7).</param>
    public static StatusCode FromHttp2Error(long errorCode) => errorCode switch
    {
        0x0 or 0x1 or 0x2 or 0x3 or 0x4 or 0x6 or 0x9 or 0xa => StatusCode.Internal,
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Unknown,
    };

    /// <summary>The status of a call that ended with an exception of the transport.</summary>
    public static Status FromException(Exception exception)
    {
        var error = HttpRequestError.Unknown;
        var isTransport = false;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case RpcException rpc:
                    return rpc.Status;
                case ConnectFailedException failure:
                    return new Status(StatusCode.Unavailable, failure.Message, failure.InnerException);
                case UpstreamUnavailableException { InnerException: not ConnectFailedException } unavailable:
                    return new Status(StatusCode.Unavailable, unavailable.Message, exception);
                case Http2Exception { Kind: not Http2Failure.Lost } http2:
                    return FromHttp2Exception(http2, exception);
                case HttpProtocolException protocol when IsKeepaliveTimeout(protocol):
                    return new Status(StatusCode.Unavailable, "The server did not answer a keepalive ping in time.", exception);
                case HttpProtocolException { ErrorCode: Http11Required }:
                    return new Status(StatusCode.Unavailable, NoHttp2, exception);
                case HttpProtocolException protocol:
                    return Ended(protocol.ErrorCode, exception);
                case HttpIOException io:
                    error = io.HttpRequestError;
                    break;
                case HttpRequestException request:
                    error = request.HttpRequestError == HttpRequestError.Unknown ? error : request.HttpRequestError;
                    break;
            }

            isTransport |= cause is IOException or HttpRequestException or ObjectDisposedException;
        }

        return error switch
        {
            HttpRequestError.ConfigurationLimitExceeded => TooMuchMetadata(exception),
            HttpRequestError.InvalidResponse =>
                new Status(StatusCode.Unavailable, NoHttp2, exception),
            HttpRequestError.HttpProtocolError => BrokenProtocol(exception),
            _ when isTransport => new Status(StatusCode.Unavailable, "The connection was lost before the call ended.", exception),
            _ => new Status(StatusCode.Internal, $"The call failed in the client: {exception.Message}", exception),
        };
    }

    private static Status FromHttp2Exception(Http2Exception http2, Exception exception) => http2.Kind switch
    {
        Http2Failure.HeadersTooLarge => TooMuchMetadata(exception),
        Http2Failure.ProtocolBroken => BrokenProtocol(exception),
        _ when (long)http2.Code == Http11Required => new Status(StatusCode.Unavailable, NoHttp2, exception),
        _ => Ended((long)http2.Code, exception),
    };

    private static Status Ended(long errorCode, Exception exception)
        => new(FromHttp2Error(errorCode), $"The HTTP/2 stream or connection ended with error code 0x{errorCode:x}.", exception);

    private static Status TooMuchMetadata(Exception exception) => new(StatusCode.ResourceExhausted, "The response has more metadata than the channel takes.", exception);

    private static Status BrokenProtocol(Exception exception) => new(StatusCode.Internal, "The server broke the HTTP/2 protocol.", exception);

    // The runtime reports it like an error of the server's, PROTOCOL_ERROR, and only its message tells.
    private static bool IsKeepaliveTimeout(HttpProtocolException exception) =>
        exception.ErrorCode == ProtocolError && exception.Message.Contains("ping", StringComparison.OrdinalIgnoreCase);
}
