using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>
/// ChaCha20-Poly1305 (RFC 8439), and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), which makes a key of its own of the first 16
/// bytes of the nonce.
/// </summary>
internal sealed class ChaChaCipher : AuthenticatedCipher
{
    public static readonly ChaChaCipher Short = new(ShortNonceSize);
    public static readonly ChaChaCipher Extended = new(24);

    private const int ShortNonceSize = 12;
    private const int SubkeyNonceSize = 16;
    private const int Doublerounds = 10;

    private ChaChaCipher(int nonceSize)
        : base(keySize: 32, nonceSize, tagSize: 16)
    {
    }

    public override void Encrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext,
        Span<byte> tag,
        ReadOnlySpan<byte> associatedData)
    {
        Span<byte> subkey = stackalloc byte[KeySize];
        Span<byte> shortNonce = stackalloc byte[ShortNonceSize];
        Derive(key, nonce, subkey, shortNonce);
        if (ChaCha20Poly1305.IsSupported)
        {
            using var cipher = new ChaCha20Poly1305(subkey);
            cipher.Encrypt(shortNonce, plaintext, ciphertext, tag, associatedData);
        }
        else
        {
            var output = Process(true, subkey, shortNonce, plaintext, [], associatedData);
            output.AsSpan(0, ciphertext.Length).CopyTo(ciphertext);
            output.AsSpan(ciphertext.Length).CopyTo(tag);
        }

        CryptographicOperations.ZeroMemory(subkey);
    }

    public override byte[] Decrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> associatedData)
    {
        Span<byte> subkey = stackalloc byte[KeySize];
        Span<byte> shortNonce = stackalloc byte[ShortNonceSize];
        Derive(key, nonce, subkey, shortNonce);
        if (!ChaCha20Poly1305.IsSupported)
            return Process(false, subkey, shortNonce, ciphertext, tag, associatedData);
        var plaintext = new byte[ciphertext.Length];
        using var cipher = new ChaCha20Poly1305(subkey);
        cipher.Decrypt(shortNonce, ciphertext, tag, plaintext, associatedData);
        CryptographicOperations.ZeroMemory(subkey);
        return plaintext;
    }

    /// <summary>HChaCha20: a key made of a key and 16 bytes of a nonce.</summary>
    internal static void Subkey(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, Span<byte> subkey)
    {
        Span<uint> state = stackalloc uint[16];
        (state[0], state[1], state[2], state[3]) = (0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
        for (var index = 0; index < 8; index++)
            state[4 + index] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * index)..]);
        for (var index = 0; index < 4; index++)
            state[12 + index] = BinaryPrimitives.ReadUInt32LittleEndian(nonce[(4 * index)..]);
        for (var round = 0; round < Doublerounds; round++)
        {
            for (var column = 0; column < 4; column++)
                QuarterRound(state, column, 4 + column, 8 + column, 12 + column);
            for (var diagonal = 0; diagonal < 4; diagonal++)
                QuarterRound(state, diagonal, 4 + ((diagonal + 1) % 4), 8 + ((diagonal + 2) % 4), 12 + ((diagonal + 3) % 4));
        }

        for (var index = 0; index < 4; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(subkey[(4 * index)..], state[index]);
            BinaryPrimitives.WriteUInt32LittleEndian(subkey[(16 + (4 * index))..], state[12 + index]);
        }

        state.Clear();
    }

    /// <summary>The cipher of another library, for machines whose own has none.</summary>
    internal static byte[] Process(
        bool forEncryption,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> input,
        ReadOnlySpan<byte> tag,
        ReadOnlySpan<byte> associatedData)
    {
        var cipher = new Org.BouncyCastle.Crypto.Modes.ChaCha20Poly1305();
        cipher.Init(forEncryption, new AeadParameters(new KeyParameter(key), 128, nonce.ToArray(), associatedData.ToArray()));
        byte[] whole = [.. input, .. tag];
        var output = new byte[cipher.GetOutputSize(whole.Length)];
        var written = cipher.ProcessBytes(whole, 0, whole.Length, output, 0);
        written += cipher.DoFinal(output, written);
        return output.AsSpan(0, written).ToArray();
    }

    private void Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, Span<byte> subkey, Span<byte> shortNonce)
    {
        if (NonceSize == ShortNonceSize)
        {
            key.CopyTo(subkey);
            nonce.CopyTo(shortNonce);
            return;
        }

        Subkey(key, nonce[..SubkeyNonceSize], subkey);
        shortNonce.Clear();
        nonce[SubkeyNonceSize..].CopyTo(shortNonce[4..]);
    }

    private static void QuarterRound(Span<uint> state, int a, int b, int c, int d)
    {
        state[a] += state[b];
        state[d] = BitOperations.RotateLeft(state[d] ^ state[a], 16);
        state[c] += state[d];
        state[b] = BitOperations.RotateLeft(state[b] ^ state[c], 12);
        state[a] += state[b];
        state[d] = BitOperations.RotateLeft(state[d] ^ state[a], 8);
        state[c] += state[d];
        state[b] = BitOperations.RotateLeft(state[b] ^ state[c], 7);
    }
}
