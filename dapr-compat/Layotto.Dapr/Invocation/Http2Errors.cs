using Grpc.Core;
using Layotto.Grpc.Client;

namespace Layotto.Dapr.Invocation;

/// <summary>Says what failures of connections over HTTP/2 are in gRPC, in the same words wherever they happen.</summary>
internal static class Http2Errors
{
    /// <summary>The error that an exception stands for; null where it is none of a connection's.</summary>
    public static RpcException? Of(Exception exception) => exception is IOException or ArgumentException ? RawCall.ErrorOf(exception) : null;
}
