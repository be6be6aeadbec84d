using System.Buffers;

namespace Grpc.Core;

/// <summary>The bytes of one received message.</summary>
public abstract class DeserializationContext
{
    /// <summary>The message's length in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>Copies the message into an array that the caller owns.</summary>
    public virtual byte[] PayloadAsNewBuffer() => PayloadAsReadOnlySequence().ToArray();

    /// <summary>The message in the transport's own buffers; valid only until the deserializer returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() =>
        throw new NotSupportedException("This deserialization context has no shared payload; call PayloadAsNewBuffer.");
}
