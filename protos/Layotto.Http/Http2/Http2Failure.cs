namespace Layotto.Http.Http2;

/// <summary>In which way a request over HTTP/2 failed.</summary>
public enum Http2Failure
{
    /// <summary>The server ended the stream, or its connection, with an error code.</summary>
    Reset,

    /// <summary>The server has done nothing with the request, so it can be sent again.</summary>
    Refused,

    /// <summary>The server broke the protocol.</summary>
    ProtocolBroken,

    /// <summary>The headers of the response are larger than allowed.</summary>
    HeadersTooLarge,

    /// <summary>The connection was lost.</summary>
    Lost,
}
