namespace Layotto.Runtime.PubSub.Subscriptions;

/// <summary>A subscription can't be what it was written as. The message says what is wrong with it and what would be right.</summary>
public sealed class SubscriptionException(string message, Exception? innerException = null) : Exception(message, innerException);
