using Grpc.Core;
using Layotto.Protos.Dapr.Common.V1;

namespace Layotto.Dapr.Invocation;

/// <summary>How a call to a gRPC app ended.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The response's metadata.</param>
/// <param name="Trailers">The trailers.</param>
/// <param name="Message">The response; null when the call failed.</param>
internal sealed record GrpcAppAnswer(Status Status, Metadata Headers, Metadata Trailers, InvokeResponse? Message)
{
    /// <summary>The details of the status, as <c>google.rpc.Status</c>; null where there are none.</summary>
    public Google.Rpc.Status? Details()
    {
        try
        {
            return Trailers.GetValueBytes("grpc-status-details-bin") is { } bytes ? Google.Rpc.Status.Parser.ParseFrom(bytes) : null;
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
