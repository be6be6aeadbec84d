using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Components.State;
using Layotto.Grpc.Services;
using Status = Grpc.Core.Status;

namespace Layotto.Conformance.Tests.Hosting;

/// <summary>The errors of components as the contracts have them.</summary>
internal static class HostedErrors
{
    public static RpcException ToRpc(ComponentException exception) => exception switch
    {
        StateETagException error => ETag(error.Error == StateETagError.Mismatch ? Code.FailedPrecondition : Code.InvalidArgument, error.Message),
        CryptoKeyNotFoundException => new RpcException(new Status(StatusCode.NotFound, exception.Message)),
        _ => new RpcException(new Status(StatusCode.Internal, exception.Message)),
    };

    private static RpcException ETag(Code code, string message)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "etag", Description = message } } }));
        return status.ToRpcException();
    }
}
