namespace Layotto.Http;

/// <summary>A server answered with something that isn't HTTP/1.1, or that could be read in two ways. The connection is closed.</summary>
public sealed class HttpProtocolException(string message) : IOException(message);
