namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>How the delivery of many events ended.</summary>
/// <param name="Statuses">For each event, in their order, what the app made of it.</param>
/// <param name="Reason">Why some aren't done with; empty when all are.</param>
/// <param name="HttpStatus">The status that the app refused all of them with over HTTP, for retry policies; null for none.</param>
/// <param name="GrpcStatus">The status that the app refused all of them with over gRPC, for retry policies; null for none.</param>
public sealed record BulkDeliveryResult(
    IReadOnlyList<DeliveryStatus> Statuses, string Reason = "", int? HttpStatus = null, int? GrpcStatus = null)
{
    /// <summary>The same for all events.</summary>
    public static BulkDeliveryResult ForAll(int count, DeliveryStatus status, string reason, int? httpStatus = null, int? grpcStatus = null)
        => new([.. Enumerable.Repeat(status, count)], reason, httpStatus, grpcStatus);
}
