using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a serializer puts one message.</summary>
public abstract class SerializationContext
{
    /// <summary>Ends the message with these bytes as its whole payload.</summary>
    /// <param name="payload">The serialized message; owned by the transport from now on.</param>
    public virtual void Complete(byte[] payload) =>
        throw new NotSupportedException("This serialization context takes no byte array; write to GetBufferWriter() and call Complete().");

    /// <summary>The writer of the message's bytes; <see cref="Complete()"/> ends the message.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() =>
        throw new NotSupportedException("This serialization context has no buffer writer; call Complete with a byte array.");

    /// <summary>Announces the length of the message, so the transport can write its length prefix first.</summary>
    /// <param name="payloadLength">The exact count of bytes that will be written.</param>
    public virtual void SetPayloadLength(int payloadLength) =>
        throw new NotSupportedException("This serialization context takes no payload length; call Complete with a byte array.");

    /// <summary>Ends the message that was written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() =>
        throw new NotSupportedException("This serialization context has no buffer writer to complete; call Complete with a byte array.");
}
