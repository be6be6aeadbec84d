namespace Layotto.Http.Http2;

/// <summary>Why a stream or a connection ended (RFC 9113 §7).</summary>
public enum Http2ErrorCode : uint
{
    /// <summary>Nothing went wrong.</summary>
    NoError = 0x0,

    /// <summary>The protocol was broken.</summary>
    ProtocolError = 0x1,

    /// <summary>Something went wrong inside.</summary>
    InternalError = 0x2,

    /// <summary>More was sent than the window allowed.</summary>
    FlowControlError = 0x3,

    /// <summary>Settings were not acknowledged in time.</summary>
    SettingsTimeout = 0x4,

    /// <summary>A frame came for a stream that had ended.</summary>
    StreamClosed = 0x5,

    /// <summary>A frame had a wrong size.</summary>
    FrameSizeError = 0x6,

    /// <summary>The stream was refused before anything was done with it.</summary>
    RefusedStream = 0x7,

    /// <summary>Nobody waits for the stream any more.</summary>
    Cancel = 0x8,

    /// <summary>A header block couldn't be decoded.</summary>
    CompressionError = 0x9,

    /// <summary>The connection made for a CONNECT request failed.</summary>
    ConnectError = 0xa,

    /// <summary>The other side does what only costs.</summary>
    EnhanceYourCalm = 0xb,

    /// <summary>The connection isn't secure enough.</summary>
    InadequateSecurity = 0xc,

    /// <summary>HTTP/1.1 is asked for.</summary>
    Http11Required = 0xd,
}
