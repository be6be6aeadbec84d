using System.Buffers;

namespace Grpc.Core;

/// <summary>Collects one message in an array of its own; not for hot paths.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private ArrayBufferWriter<byte>? _writer;
    private byte[]? _payload;

    /// <summary>The bytes of the completed message.</summary>
    public byte[] Payload => _payload
        ?? throw new InvalidOperationException("The serializer returned without calling SerializationContext.Complete.");

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        _payload = payload;
    }

    public override void Complete() => _payload = _writer is null ? [] : _writer.WrittenSpan.ToArray();

    public override IBufferWriter<byte> GetBufferWriter() => _writer ??= new ArrayBufferWriter<byte>();

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > 0)
            _writer ??= new ArrayBufferWriter<byte>(payloadLength);
    }
}
