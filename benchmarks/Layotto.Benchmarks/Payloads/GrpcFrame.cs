using System.Buffers.Binary;

namespace Layotto.Benchmarks.Payloads;

/// <summary>The five bytes before a gRPC message: not compressed, and the length.</summary>
internal static class GrpcFrame
{
    public static byte[] Of(byte[] message)
    {
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }
}
