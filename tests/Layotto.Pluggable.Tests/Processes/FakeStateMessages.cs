using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Grpc.Services;
using Layotto.Protos.Dapr.Components.V1;

namespace Layotto.Pluggable.Tests.Processes;

/// <summary>Dapr's messages as a component's process reads them.</summary>
internal static class FakeStateMessages
{
    public static StateGetRequest FromGet(GetRequest request) => new(request.Key, (StateConsistency)request.Consistency, request.Metadata);

    public static StateSetRequest FromSet(SetRequest request) => new(
        request.Key, request.Value.Memory, request.Etag?.Value, (StateConcurrency)request.Options.Concurrency, (StateConsistency)request.Options.Consistency, request.Metadata);

    public static StateDeleteRequest FromDelete(DeleteRequest request) => new(
        request.Key, request.Etag?.Value, (StateConcurrency)request.Options.Concurrency, (StateConsistency)request.Options.Consistency, request.Metadata);

    public static StateTransactionOperation FromOperation(TransactionalStateOperation operation)
        => operation.RequestCase == TransactionalStateOperation.RequestOneofCase.Set
            ? StateTransactionOperation.Upsert(FromSet(operation.Set))
            : StateTransactionOperation.Remove(FromDelete(operation.Delete));

    public static async Task MapAsync(Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (ComponentException exception)
        {
            throw ToRpc(exception);
        }
    }

    /// <summary>Dapr's error contract of state stores.</summary>
    public static Exception ToRpc(ComponentException exception)
    {
        if (exception is not StateETagException error)
            return new RpcException(new global::Grpc.Core.Status(StatusCode.Internal, exception.Message));
        return ETagError(error.Error == StateETagError.Mismatch ? Code.FailedPrecondition : Code.InvalidArgument, error.Message);
    }

    public static RpcException ETagError(Code code, string message, string field = "etag")
    {
        var violation = new BadRequest.Types.FieldViolation { Field = field, Description = message };
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        return status.ToRpcException();
    }
}
