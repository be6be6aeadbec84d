namespace Layotto.Dapr.Invocation;

/// <summary>A call to an app can't be made, or went wrong on its way; the message says why.</summary>
internal sealed class InvocationException(string message, Exception? innerException = null) : Exception(message, innerException);
