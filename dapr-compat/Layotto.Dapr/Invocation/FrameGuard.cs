using System.Buffers.Binary;
using Grpc.Core;

namespace Layotto.Dapr.Invocation;

/// <summary>
/// Watches the bytes of a gRPC stream go by, and stops it at a message that is larger than allowed. The messages themselves are neither
/// kept nor read.
/// </summary>
/// <param name="maxSize">The most bytes a message may have.</param>
internal sealed class FrameGuard(long maxSize)
{
    private const int HeaderLength = 5;

    // Of a header that came in pieces: the length so far, and how many of its bytes were seen.
    private uint _length;
    private int _seen;
    private long _left;

    /// <summary>Looks at the next bytes.</summary>
    /// <exception cref="RpcException">A message is too large.</exception>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var count = (int)Math.Min(_left, bytes.Length);
                _left -= count;
                bytes = bytes[count..];
                continue;
            }

            if (_seen == 0 && bytes.Length >= HeaderLength)
            {
                _left = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
                bytes = bytes[HeaderLength..];
            }
            else
            {
                _length = (_length << 8) | bytes[0];
                bytes = bytes[1..];
                if (++_seen < HeaderLength)
                    continue;
                _seen = 0;
                _left = _length;
            }

            if (_left > maxSize)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"grpc: received message larger than max ({_left} vs. {maxSize}); --max-body-size sets the limit"));
            }
        }
    }
}
