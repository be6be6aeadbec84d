namespace Layotto.Runtime.PubSub.Delivery;

/// <summary>A message couldn't be delivered, and goes back to the broker.</summary>
internal sealed class DeliveryException(string message, Exception? innerException = null) : Exception(message, innerException);
