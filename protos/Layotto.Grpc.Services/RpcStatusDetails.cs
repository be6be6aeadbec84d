using Google.Protobuf;
using Grpc.Core;

namespace Layotto.Grpc.Services;

/// <summary>Rich errors: a <c>google.rpc.Status</c> with details, carried in a trailer beside the plain status.</summary>
public static class RpcStatusDetails
{
    /// <summary>The trailer that carries the status.</summary>
    public const string TrailerName = "grpc-status-details-bin";

    /// <summary>Makes an exception that ends a call with this status and its details.</summary>
    /// <param name="status">The status; a code out of the range of gRPC becomes UNKNOWN.</param>
    public static RpcException ToRpcException(this Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        var code = status.Code is >= 0 and <= (int)StatusCode.Unauthenticated ? (StatusCode)status.Code : StatusCode.Unknown;
        return new RpcException(new Status(code, status.Message), new Metadata { { TrailerName, status.ToByteArray() } });
    }

    /// <summary>Reads the status with its details; null if the exception carries none, or none that can be read.</summary>
    /// <param name="exception">How a call ended.</param>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception.Trailers.GetValueBytes(TrailerName) is not { } bytes)
            return null;
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
