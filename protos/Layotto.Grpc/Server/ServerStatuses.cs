using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Server;

/// <summary>The statuses a server ends calls with by itself.</summary>
internal static class ServerStatuses
{
    public static readonly Status HandlerFailed = new(StatusCode.Unknown, "The handler of the call failed.");

    public static readonly Status NoResponse = new(StatusCode.Internal, "The handler of the call returned no message.");

    public static readonly Status DeadlineExceeded = new(StatusCode.DeadlineExceeded, "The deadline of the call has passed.");

    public static readonly Status Cancelled = new(StatusCode.Cancelled, "The call was cancelled.");

    public static readonly Status BadTimeout =
        new(StatusCode.Internal, "The grpc-timeout must be one to eight digits and a unit of H, M, S, m, u or n.");

    public static readonly Status BodyTooLarge = new(StatusCode.ResourceExhausted, "The request is larger than this server takes.");

    public static readonly Status BadBody = new(StatusCode.Internal, "The request could not be read.");

    public static Status UnknownEncoding(string encoding) => new(
        StatusCode.Unimplemented,
        $"The grpc-encoding '{encoding}' is not supported; supported are {MessageEncodings.Accepted}.");
}
