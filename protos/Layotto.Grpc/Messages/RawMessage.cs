using System.Buffers;

namespace Layotto.Grpc.Messages;

/// <summary>The bytes of a message that nobody here decodes.</summary>
public sealed class RawMessage
{
    /// <summary>Makes a message of bytes.</summary>
    /// <param name="payload">The serialized message; it must not change until the message was sent.</param>
    public RawMessage(ReadOnlySequence<byte> payload) => Payload = payload;

    /// <inheritdoc cref="RawMessage(ReadOnlySequence{byte})"/>
    public RawMessage(ReadOnlyMemory<byte> payload)
        : this(new ReadOnlySequence<byte>(payload))
    {
    }

    /// <summary>The serialized message.</summary>
    public ReadOnlySequence<byte> Payload { get; }

    /// <summary>The count of bytes.</summary>
    public int Length => checked((int)Payload.Length);
}
