using System.Security.Cryptography;
using static Layotto.Components.Crypto.CryptoAlgorithms;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>AES-CBC without authentication, with PKCS #7 padding or without any.</summary>
internal static class AesCbc
{
    private const int BlockSize = 16;

    public static byte[] Encrypt(string algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> plaintext)
    {
        using var aes = Create(algorithm, key, vector);
        return aes.EncryptCbc(plaintext, vector, PaddingOf(algorithm, plaintext.Length));
    }

    public static byte[] Decrypt(string algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> ciphertext)
    {
        using var aes = Create(algorithm, key, vector);
        return aes.DecryptCbc(ciphertext, vector, PaddingOf(algorithm, ciphertext.Length));
    }

    /// <summary>The bytes of key that an algorithm takes whose name has the bits after an A.</summary>
    public static int KeySize(string algorithm) => algorithm[1..4] switch
    {
        "128" => 16,
        "192" => 24,
        _ => 32,
    };

    private static Aes Create(string algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> vector)
    {
        var size = KeySize(algorithm);
        if (key.Length != size)
            throw new ComponentException($"the key has {key.Length} bytes; {algorithm} takes one of {size}");
        if (vector.Length != BlockSize)
            throw new ComponentException($"the nonce has {vector.Length} bytes; {algorithm} takes one of {BlockSize}");
        var aes = Aes.Create();
        aes.SetKey(key);
        return aes;
    }

    private static PaddingMode PaddingOf(string algorithm, int length)
    {
        if (algorithm is not (A128CbcNoPad or A192CbcNoPad or A256CbcNoPad))
            return PaddingMode.PKCS7;
        return length % BlockSize == 0
            ? PaddingMode.None
            : throw new ComponentException($"the message has {length} bytes; {algorithm} takes a multiple of {BlockSize}");
    }
}
