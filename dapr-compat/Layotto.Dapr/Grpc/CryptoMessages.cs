using Layotto.Runtime.Errors;

namespace Layotto.Dapr.Grpc;

/// <summary>What can be wrong with the messages of the crypto API.</summary>
internal static class CryptoMessages
{
    public static ApiException NoOptions() => Bad("first message does not contain the required options");

    public static ApiException Bad(string reason) => new(CommonErrors.BadRequest, ErrorKind.InvalidArgument, $"invalid request: {reason}");

    public static ApiException Failed(string reason)
        => new(CryptoErrors.Operation, ErrorKind.Internal, $"failed to perform operation: {reason}");
}
