using System.Buffers;
using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Server;

/// <summary>Reads messages out of the buffers they were received in. Each thread reuses one.</summary>
internal sealed class MessageDeserializer : DeserializationContext
{
    private static readonly Status Undecodable = new(StatusCode.Internal, "A message could not be decoded.");

    [ThreadStatic]
    private static MessageDeserializer? _idle;

    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    /// <summary>Reads one message.</summary>
    /// <exception cref="RpcException">It can't be decompressed within the limit, or can't be decoded.</exception>
    public static T Read<T>(Marshaller<T> marshaller, in ReadOnlySequence<byte> payload, bool compressed, int maxLength)
    {
        if (!compressed)
            return Decode(marshaller, payload);
        using var decompressed = new PooledBufferWriter();
        GzipMessages.Decompress(payload, maxLength, decompressed);
        return Decode(marshaller, new ReadOnlySequence<byte>(decompressed.WrittenMemory));
    }

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    private static T Decode<T>(Marshaller<T> marshaller, in ReadOnlySequence<byte> payload)
    {
        var context = _idle ?? new MessageDeserializer();
        _idle = null;
        context._payload = payload;
        try
        {
            return marshaller.ContextualDeserializer(context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw new RpcException(new Status(Undecodable.StatusCode, Undecodable.Detail, exception));
        }
        finally
        {
            context._payload = default;
            _idle = context;
        }
    }
}
