using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>AES key wrap (RFC 3394).</summary>
internal static class AesKeyWrap
{
    private const int BlockSize = 8;
    private const int Rounds = 6;
    private const ulong InitialValue = 0xA6A6A6A6A6A6A6A6;

    /// <summary>Wraps a key of at least two blocks.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key)
    {
        if (key.Length % BlockSize != 0 || key.Length < 2 * BlockSize)
            throw new ComponentException($"the key to wrap has {key.Length} bytes; AES key wrap takes a multiple of {BlockSize}, and at least {2 * BlockSize}");
        using var aes = Create(wrappingKey);
        var blocks = key.Length / BlockSize;
        var wrapped = new byte[key.Length + BlockSize];
        key.CopyTo(wrapped.AsSpan(BlockSize));
        var check = InitialValue;
        Span<byte> pair = stackalloc byte[2 * BlockSize];
        for (var step = 1; step <= Rounds * blocks; step++)
        {
            var block = wrapped.AsSpan((((step - 1) % blocks) + 1) * BlockSize, BlockSize);
            BinaryPrimitives.WriteUInt64BigEndian(pair, check);
            block.CopyTo(pair[BlockSize..]);
            aes.EncryptEcb(pair, pair, PaddingMode.None);
            check = BinaryPrimitives.ReadUInt64BigEndian(pair) ^ (ulong)step;
            pair[BlockSize..].CopyTo(block);
        }

        BinaryPrimitives.WriteUInt64BigEndian(wrapped, check);
        return wrapped;
    }

    /// <summary>Unwraps a key.</summary>
    /// <exception cref="CryptographicException">It wasn't wrapped with this key, or has been changed.</exception>
    public static byte[] Unwrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length % BlockSize != 0 || wrapped.Length < 3 * BlockSize)
            throw new ComponentException($"the wrapped key has {wrapped.Length} bytes; AES key wrap makes a multiple of {BlockSize}, and at least {3 * BlockSize}");
        using var aes = Create(wrappingKey);
        var key = wrapped[BlockSize..].ToArray();
        var blocks = key.Length / BlockSize;
        var check = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        Span<byte> pair = stackalloc byte[2 * BlockSize];
        for (var step = Rounds * blocks; step >= 1; step--)
        {
            var block = key.AsSpan((step - 1) % blocks * BlockSize, BlockSize);
            BinaryPrimitives.WriteUInt64BigEndian(pair, check ^ (ulong)step);
            block.CopyTo(pair[BlockSize..]);
            aes.DecryptEcb(pair, pair, PaddingMode.None);
            check = BinaryPrimitives.ReadUInt64BigEndian(pair);
            pair[BlockSize..].CopyTo(block);
        }

        Span<byte> expected = stackalloc byte[BlockSize];
        Span<byte> actual = stackalloc byte[BlockSize];
        BinaryPrimitives.WriteUInt64BigEndian(expected, InitialValue);
        BinaryPrimitives.WriteUInt64BigEndian(actual, check);
        if (CryptographicOperations.FixedTimeEquals(expected, actual))
            return key;
        CryptographicOperations.ZeroMemory(key);
        throw new CryptographicException("the wrapped key isn't authentic");
    }

    private static Aes Create(ReadOnlySpan<byte> key)
    {
        var aes = Aes.Create();
        aes.SetKey(key);
        return aes;
    }
}
