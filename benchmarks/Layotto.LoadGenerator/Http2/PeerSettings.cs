using System.Buffers.Binary;
using Layotto.LoadGenerator.Connections;
using Layotto.LoadGenerator.Http2.Hpack;

namespace Layotto.LoadGenerator.Http2;

/// <summary>The server's SETTINGS, at their initial values until it sends any (RFC 9113, 6.5.2).</summary>
internal sealed class PeerSettings
{
    public const int DefaultWindow = 65_535;

    private const int EntrySize = 6;

    public int HeaderTableSize { get; private set; } = HpackDecoder.DefaultTableSize;

    public int MaximumConcurrentStreams { get; private set; } = int.MaxValue;

    public int InitialWindow { get; private set; } = DefaultWindow;

    public int MaximumFrameSize { get; private set; } = 16_384;

    /// <exception cref="ProtocolViolationException">A length or a value that RFC 9113 does not allow.</exception>
    public void Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % EntrySize != 0)
            throw new ProtocolViolationException("A SETTINGS frame whose length is no multiple of six.");
        for (; !payload.IsEmpty; payload = payload[EntrySize..])
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            switch (BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case 1:
                    HeaderTableSize = Clamp(value);
                    break;
                case 3:
                    MaximumConcurrentStreams = Clamp(value);
                    break;
                case 4 when value > int.MaxValue:
                    throw new ProtocolViolationException("SETTINGS_INITIAL_WINDOW_SIZE above 2^31 - 1.");
                case 4:
                    InitialWindow = Clamp(value);
                    break;
                case 5 when value is < 16_384 or > 16_777_215:
                    throw new ProtocolViolationException("SETTINGS_MAX_FRAME_SIZE outside 16384 to 16777215.");
                case 5:
                    MaximumFrameSize = Clamp(value);
                    break;
            }
        }
    }

    private static int Clamp(uint value) => (int)Math.Min(value, int.MaxValue);
}
