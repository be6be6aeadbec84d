using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Components.Files;
using Layotto.Components.ObjectStorage;
using Layotto.Components.PubSub;
using Layotto.Components.State;
using Layotto.Components.State.Query;
using Layotto.Grpc.Services;

namespace Layotto.Pluggable.Sdk.Serving;

/// <summary>From the errors of components to the statuses of calls.</summary>
internal static class ComponentErrors
{
    private const string ETagField = "etag";
    private const int HighestStatus = 16;

    /// <summary>Gives the status of an error; null for one that is none of a component, which is logged rather than told.</summary>
    public static RpcException? Describe(Exception exception) => exception switch
    {
        StateETagException { Error: StateETagError.Mismatch } mismatch => Violation(StatusCode.FailedPrecondition, mismatch.Message, [(ETagField, mismatch.Message)]),
        StateETagException invalid => Violation(StatusCode.InvalidArgument, invalid.Message, [(ETagField, invalid.Message)]),
        StateQueryException query => Violation(
            StatusCode.InvalidArgument, query.Message, [(query.Path.Length > 0 ? $"query.{query.Path}" : "query", query.Message)]),
        MetadataException metadata => Violation(
            StatusCode.InvalidArgument, metadata.Message, metadata.Problems.Select(problem => ($"metadata.properties.{problem.Field}", problem.Message))),
        ComponentUnavailableException unavailable => Plain(StatusCode.Unavailable, unavailable.Message),
        PubSubException { GrpcStatus: > 0 and <= HighestStatus } refused => Plain((StatusCode)refused.GrpcStatus, refused.Message),
        CryptoKeyNotFoundException missing => Plain(StatusCode.NotFound, missing.Message),
        FileStoreException refused => Plain(CodeOf(refused.Error), refused.Message),
        ObjectStorageException refused => Plain(
            refused.Error == ObjectStorageError.NotFound ? StatusCode.NotFound : StatusCode.FailedPrecondition, refused.Message),
        ComponentException error => Plain(StatusCode.Internal, error.Message),
        OperationCanceledException => Plain(StatusCode.Cancelled, "The call was cancelled."),
        _ => null,
    };

    /// <summary>A call whose request can't be carried out as it is.</summary>
    /// <param name="field">The field of the request.</param>
    /// <param name="message">What is wrong with it, and what would be right.</param>
    public static RpcException BadField(string field, string message) => Violation(StatusCode.InvalidArgument, message, [(field, message)]);

    private static StatusCode CodeOf(FileStoreError error) => error switch
    {
        FileStoreError.Invalid => StatusCode.InvalidArgument,
        FileStoreError.NotFound => StatusCode.NotFound,
        FileStoreError.AlreadyExists => StatusCode.AlreadyExists,
        FileStoreError.Expired => StatusCode.DataLoss,
        _ => StatusCode.PermissionDenied,
    };

    private static RpcException Plain(StatusCode code, string message) => new(new global::Grpc.Core.Status(code, message));

    private static RpcException Violation(StatusCode code, string message, IEnumerable<(string Field, string Description)> violations)
    {
        var objection = new BadRequest();
        objection.FieldViolations.AddRange(violations.Select(
            violation => new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Description }));
        return new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(objection) } }.ToRpcException();
    }
}
