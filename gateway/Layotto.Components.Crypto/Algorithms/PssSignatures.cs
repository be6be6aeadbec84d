using System.Numerics;
using System.Security.Cryptography;
using Layotto.Components.Crypto.Keys;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>
/// RSASSA-PSS as Dapr does it: it signs with the longest salt that fits, and takes signatures with a salt of any length. .NET knows
/// only salts as long as the digest.
/// </summary>
internal static class PssSignatures
{
    private const byte Trailer = 0xBC;

    public static byte[] Sign(RsaKey key, HashAlgorithmName hash, ReadOnlySpan<byte> digest)
    {
        var saltSize = ((ModulusBits(key) + 6) / 8) - digest.Length - 2;
        if (saltSize < 0)
            throw new ComponentException("the key is too short for the digest");
        var signer = PssSigner.CreateRawSigner(new RsaBlindedEngine(), Digest(hash), Digest(hash), saltSize, Trailer);
        signer.Init(forSigning: true, RsaForeignNumbers.Private(key.Parameters));
        signer.BlockUpdate(digest);
        return signer.GenerateSignature();
    }

    /// <summary>
    /// RFC 8017, 8.1.2, with the salt's length taken from the encoded message. Everything here is public, so plain arithmetic will do.
    /// </summary>
    public static bool Verify(RsaKey key, HashAlgorithmName hash, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var modulus = new BigInteger(key.Parameters.Modulus, isUnsigned: true, isBigEndian: true);
        var number = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        if (signature.Length != key.Parameters.Modulus!.Length || number >= modulus)
            return false;
        var bits = ModulusBits(key) - 1;
        var size = (bits + 7) / 8;
        var encoded = new byte[size];
        var power = BigInteger.ModPow(number, new BigInteger(key.Parameters.Exponent, isUnsigned: true, isBigEndian: true), modulus);
        return power.GetByteCount(isUnsigned: true) <= size
            && power.TryWriteBytes(encoded.AsSpan(size - power.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true)
            && Verify(encoded, (8 * size) - bits, hash, digest);
    }

    // RFC 8017, 9.1.2.
    private static bool Verify(Span<byte> encoded, int unusedBits, HashAlgorithmName hash, ReadOnlySpan<byte> digest)
    {
        if (encoded.Length < digest.Length + 2 || encoded[^1] != Trailer)
            return false;
        var block = encoded[..(encoded.Length - digest.Length - 1)];
        var check = encoded.Slice(block.Length, digest.Length);
        var unusedMask = (byte)(0xFF >> unusedBits);
        if ((block[0] & ~unusedMask) != 0)
            return false;
        Unmask(block, check, hash);
        block[0] &= unusedMask;
        var one = block.IndexOfAnyExcept((byte)0);
        if (one < 0 || block[one] != 1)
            return false;

        using var hasher = IncrementalHash.CreateHash(hash);
        hasher.AppendData(stackalloc byte[8]);
        hasher.AppendData(digest);
        hasher.AppendData(block[(one + 1)..]);
        return CryptographicOperations.FixedTimeEquals(hasher.GetHashAndReset(), check);
    }

    private static int ModulusBits(RsaKey key)
        => (int)new BigInteger(key.Parameters.Modulus, isUnsigned: true, isBigEndian: true).GetBitLength();

    private static IDigest Digest(HashAlgorithmName hash) => DigestUtilities.GetDigest(hash.Name switch
    {
        "SHA256" => "SHA-256",
        "SHA384" => "SHA-384",
        _ => "SHA-512",
    });

    // MGF1, RFC 8017, B.2.1.
    private static void Unmask(Span<byte> block, ReadOnlySpan<byte> seed, HashAlgorithmName hash)
    {
        using var hasher = IncrementalHash.CreateHash(hash);
        Span<byte> counter = stackalloc byte[4];
        for (var (position, number) = (0, 0U); position < block.Length; number++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(counter, number);
            hasher.AppendData(seed);
            hasher.AppendData(counter);
            foreach (var mask in hasher.GetHashAndReset())
            {
                if (position == block.Length)
                    return;
                block[position++] ^= mask;
            }
        }
    }
}
