using System.Buffers;

namespace Layotto.Grpc.Protocol;

/// <summary>A read-only stream over a sequence of buffers.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> sequence) : OneWayStream
{
    private ReadOnlySequence<byte> _rest = sequence;

    public override bool CanRead => true;

    public override int Read(Span<byte> buffer)
    {
        var length = (int)Math.Min(_rest.Length, buffer.Length);
        _rest.Slice(0, length).CopyTo(buffer);
        _rest = _rest.Slice(length);
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
