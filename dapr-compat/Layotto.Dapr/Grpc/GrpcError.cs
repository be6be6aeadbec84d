using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Dapr.Errors;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Dapr.Grpc;

/// <summary>An engine's error as a gRPC status with details. The server maps what handlers throw, so that none of them has to.</summary>
public static class GrpcError
{
    /// <summary>The trailer that carries a status with details.</summary>
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Maps an exception of a handler: an engine's error to its status, anything else to null.</summary>
    public static RpcException? Map(Exception exception) => exception is ApiException error ? From(error) : null;

    /// <summary>Maps an exception of a handler as <see cref="Map(Exception)"/> does, and counts the error.</summary>
    public static RpcException? Map(Exception exception, ErrorMetrics metrics)
    {
        if (exception is not ApiException error)
            return null;
        metrics.Record(error.Code);
        return From(error);
    }

    private static RpcException From(ApiException error)
    {
        var code = DaprStatus.GrpcCode(error);
        var status = new Google.Rpc.Status { Code = (int)code, Message = error.Message };
        foreach (var detail in ErrorDetails.Of(error))
            status.Details.Add(Any.Pack(detail));
        return new RpcException(new Status(code, error.Message), new Metadata { { DetailsTrailer, Google.Protobuf.MessageExtensions.ToByteArray(status) } });
    }
}
