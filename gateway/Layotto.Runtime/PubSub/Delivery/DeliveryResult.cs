namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>How the delivery of an event ended.</summary>
/// <param name="Status">What the app made of it.</param>
/// <param name="Reason">Why it isn't done with; empty when it is.</param>
/// <param name="HttpStatus">The status that the app refused it with over HTTP, for retry policies; null for none, as when the app itself asked for the drop.</param>
/// <param name="GrpcStatus">The status that the app refused it with over gRPC, for retry policies; null for none.</param>
public readonly record struct DeliveryResult(DeliveryStatus Status, string Reason = "", int? HttpStatus = null, int? GrpcStatus = null)
{
    /// <summary>The app is done with it.</summary>
    public static DeliveryResult Success => default;
}
