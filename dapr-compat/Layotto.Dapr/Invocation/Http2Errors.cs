using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Http.Http2;

namespace Layotto.Dapr.Invocation;

/// <summary>Says what failures of connections over HTTP/2 are in gRPC, in the same words wherever they happen.</summary>
internal static class Http2Errors
{
    /// <summary>The error that an exception stands for; null where it is none of a connection's.</summary>
    public static RpcException? Of(Exception exception) => exception switch
    {
        UpstreamUnavailableException => new RpcException(new Status(StatusCode.Unavailable, exception.Message, exception)),
        Http2Exception { Kind: Http2Failure.Reset or Http2Failure.Refused } http2
            => RawCall.ErrorOf(new HttpProtocolException((long)http2.Code, http2.Message, http2)),
        Http2Exception { Kind: Http2Failure.HeadersTooLarge }
            => RawCall.ErrorOf(new HttpIOException(HttpRequestError.ConfigurationLimitExceeded, exception.Message, exception)),
        Http2Exception { Kind: Http2Failure.ProtocolBroken }
            => RawCall.ErrorOf(new HttpIOException(HttpRequestError.HttpProtocolError, exception.Message, exception)),
        IOException or ArgumentException => RawCall.ErrorOf(exception),
        _ => null,
    };
}
