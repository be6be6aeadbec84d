namespace Layotto.LoadGenerator.Http2;

/// <summary>Flags of RFC 9113, section 6; which of them mean anything depends on the frame's type.</summary>
internal static class FrameFlags
{
    public const byte None = 0;
    public const byte Acknowledge = 0x1;
    public const byte EndStream = 0x1;
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;
    public const byte Priority = 0x20;
}
