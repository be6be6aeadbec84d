namespace Layotto.Http.Http2;

/// <summary>A request over HTTP/2 failed after it was sent.</summary>
/// <param name="kind">In which way.</param>
/// <param name="code">The error code that was received, or sent.</param>
/// <param name="message">What happened, for people.</param>
/// <param name="cause">What caused it; null for nothing.</param>
public sealed class Http2Exception(Http2Failure kind, Http2ErrorCode code, string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>In which way the request failed.</summary>
    public Http2Failure Kind => kind;

    /// <summary>The error code that was received, or sent.</summary>
    public Http2ErrorCode Code => code;

    internal static Http2Exception Broken(Http2ErrorCode code, string message) => new(Http2Failure.ProtocolBroken, code, message);
}
