namespace Layotto.Http.Http2;

/// <summary>There is no connection to a server; nothing was sent. The message is a sentence for the caller.</summary>
/// <param name="message">Why there is none.</param>
/// <param name="cause">What caused it; null for nothing.</param>
public sealed class UpstreamUnavailableException(string message, Exception? cause = null) : IOException(message, cause);
