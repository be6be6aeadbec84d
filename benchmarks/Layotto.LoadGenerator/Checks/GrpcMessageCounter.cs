using System.Buffers.Binary;

namespace Layotto.LoadGenerator.Checks;

/// <summary>
/// Follows length-prefixed gRPC messages through chunks cut anywhere, without keeping them, and adds their bytes to a tally.
/// </summary>
internal struct GrpcMessageCounter
{
    private const int PrefixLength = 5;

    private ulong _prefix;
    private int _prefixBytes;
    private long _remaining;

    /// <summary>Messages that arrived whole.</summary>
    public int Messages { get; private set; }

    /// <summary>True if the bytes so far end between two messages.</summary>
    public readonly bool IsAtBoundary => _prefixBytes == 0;

    /// <returns>How many messages these bytes completed.</returns>
    public int Add(ReadOnlySpan<byte> bytes, ref BodyTally tally)
    {
        var before = Messages;
        while (bytes.Length > 0)
        {
            if (_prefixBytes < PrefixLength)
            {
                _prefixBytes++;
                _prefix = (_prefix << 8) | bytes[0];
                bytes = bytes[1..];
                if (_prefixBytes < PrefixLength)
                    continue;
                _remaining = (uint)_prefix;
                _prefix = 0;
            }

            var taken = (int)Math.Min(_remaining, bytes.Length);
            tally.Add(bytes[..taken]);
            bytes = bytes[taken..];
            _remaining -= taken;
            if (_remaining == 0)
            {
                _prefixBytes = 0;
                Messages++;
            }
        }

        return Messages - before;
    }

    /// <summary>Puts the five-byte prefix before an uncompressed message.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var framed = new byte[PrefixLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed.AsSpan(PrefixLength));
        return framed;
    }
}
