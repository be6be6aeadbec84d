using System.Buffers;

namespace Layotto.Grpc.Client.Framing;

/// <summary>Bytes in a rented array.</summary>
internal readonly struct PooledBuffer(byte[] array, int length)
{
    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => new(array, 0, length);

    /// <summary>Gives the array back; nobody may use the bytes any more.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(array);
}
