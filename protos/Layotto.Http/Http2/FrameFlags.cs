namespace Layotto.Http.Http2;

/// <summary>The flags of frames (RFC 9113 §6).</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    EndStream = 0x1,
    Acknowledges = EndStream,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}
