using System.Buffers;
using Grpc.Core;

namespace Layotto.Grpc.Messages;

/// <summary>Marshallers that copy bytes and decode nothing, so a call can be passed on without knowing its messages.</summary>
public static class RawMarshaller
{
    /// <summary>The marshaller of <see cref="RawMessage"/>.</summary>
    public static Marshaller<RawMessage> Message { get; } = new(Serialize, Deserialize);

    /// <summary>The marshaller of plain byte arrays.</summary>
    public static Marshaller<byte[]> Bytes { get; } = new(
        static (payload, context) => context.Complete(payload), static context => context.PayloadAsNewBuffer());

    /// <summary>Describes a method whose messages stay bytes.</summary>
    /// <param name="type">The call shape; <see cref="MethodType.DuplexStreaming"/> carries every shape.</param>
    /// <param name="serviceName">The full name of the service.</param>
    /// <param name="name">The method's name without its service.</param>
    public static Method<RawMessage, RawMessage> CreateMethod(MethodType type, string serviceName, string name) =>
        new(type, serviceName, name, Message, Message);

    private static void Serialize(RawMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.Length);
        var writer = context.GetBufferWriter();
        foreach (var segment in message.Payload)
            writer.Write(segment.Span);
        context.Complete();
    }

    private static RawMessage Deserialize(DeserializationContext context) =>
        new((ReadOnlyMemory<byte>)context.PayloadAsNewBuffer());
}
