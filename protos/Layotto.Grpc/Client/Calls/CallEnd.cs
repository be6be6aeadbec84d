using Grpc.Core;

namespace Layotto.Grpc.Client.Calls;

/// <summary>Why the client ended a call before the server did.</summary>
internal sealed class CallEnd(Status status)
{
    public static readonly CallEnd ByCaller = new(new Status(StatusCode.Cancelled, "The call was cancelled by the client."));

    public static readonly CallEnd ByDisposal = new(new Status(StatusCode.Cancelled, "The call was disposed by the client."));

    public static readonly CallEnd ByDeadline = new(new Status(StatusCode.DeadlineExceeded, "The call's deadline passed before it ended."));

    public static readonly CallEnd ByShutdown = new(new Status(StatusCode.Cancelled, "The channel was shut down during the call."));

    public static readonly CallEnd Finished = new(Status.DefaultCancelled);

    /// <summary>The status the call gets.</summary>
    public Status Status { get; } = status;
}
