using System.Buffers;

namespace Layotto.Grpc.Protocol;

/// <summary>A write-only stream into a buffer writer.</summary>
internal sealed class BufferWriterStream(IBufferWriter<byte> writer) : OneWayStream
{
    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer) => writer.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => writer.Write(buffer.AsSpan(offset, count));
}
