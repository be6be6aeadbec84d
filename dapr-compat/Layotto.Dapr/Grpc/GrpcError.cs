using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Layotto.Dapr.Errors;
using Layotto.Runtime.Errors;

namespace Layotto.Dapr.Grpc;

/// <summary>An engine's error as a gRPC status with details.</summary>
internal static class GrpcError
{
    /// <summary>The trailer that carries a status with details.</summary>
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Turns an error into what gRPC answers.</summary>
    public static RpcException From(ApiException error)
    {
        var code = DaprStatus.GrpcCode(error);
        var status = new Google.Rpc.Status { Code = (int)code, Message = error.Message };
        foreach (var detail in ErrorDetails.Of(error))
            status.Details.Add(Any.Pack(detail));
        return new RpcException(new Status(code, error.Message), new Metadata { { DetailsTrailer, Google.Protobuf.MessageExtensions.ToByteArray(status) } });
    }
}
