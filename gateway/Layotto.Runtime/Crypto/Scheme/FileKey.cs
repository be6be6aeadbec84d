using System.Security.Cryptography;

namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>
/// The key of one document, of which two others are made by HKDF with SHA-256: one signs the header, the other encrypts the segments.
/// All are wiped at the disposal.
/// </summary>
internal sealed class FileKey : IDisposable
{
    /// <summary>The bytes of a file key, and of those made of it.</summary>
    public const int Size = 32;

    /// <summary>The bytes that the nonces of all segments begin with.</summary>
    public const int NoncePrefixSize = 7;

    private readonly byte[] _key;
    private readonly byte[] _headerKey = new byte[Size];
    private readonly byte[] _payloadKey = new byte[Size];
    private readonly bool _isWrong;

    private FileKey(byte[] key, byte[] noncePrefix, bool isWrong)
    {
        (_key, NoncePrefix, _isWrong) = (key, noncePrefix, isWrong);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, _headerKey, [], "header"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, _payloadKey, noncePrefix, "payload"u8);
    }

    /// <summary>The key itself, to be wrapped.</summary>
    public ReadOnlyMemory<byte> Bytes => _key;

    /// <summary>The key of the segments.</summary>
    public ReadOnlySpan<byte> PayloadKey => _payloadKey;

    /// <summary>What the nonces of all segments begin with.</summary>
    public byte[] NoncePrefix { get; }

    /// <summary>A new key.</summary>
    public static FileKey Create()
        => new(RandomNumberGenerator.GetBytes(Size), RandomNumberGenerator.GetBytes(NoncePrefixSize), isWrong: false);

    /// <summary>A key that was unwrapped; the bytes are wiped with this.</summary>
    public static FileKey Import(byte[] key, byte[] noncePrefix) => new(key, noncePrefix, isWrong: false);

    /// <summary>A key in the place of one that couldn't be unwrapped: no header is signed with it.</summary>
    public static FileKey CreateWrong(byte[] noncePrefix) => new(RandomNumberGenerator.GetBytes(Size), noncePrefix, isWrong: true);

    /// <summary>Signs the first two lines of a header.</summary>
    /// <returns>The signature in Base64.</returns>
    public byte[] Sign(ReadOnlySpan<byte> lines)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_headerKey, lines, signature);
        var text = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(signature.Length)];
        System.Buffers.Text.Base64.EncodeToUtf8(signature, text, out _, out _);
        return text;
    }

    /// <summary>Whether a header was signed with this key. The text is compared, so there is but one right form.</summary>
    public bool IsSignatureOf(SchemeHeader header)
        => CryptographicOperations.FixedTimeEquals(Sign(header.SignedLines.Span), header.Signature.Span) && !_isWrong;

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_headerKey);
        CryptographicOperations.ZeroMemory(_payloadKey);
    }
}
