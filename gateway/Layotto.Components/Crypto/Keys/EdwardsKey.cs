using System.Buffers.Text;

namespace Layotto.Components.Crypto.Keys;

/// <summary>A key of Curve25519 in one of its two forms, of which the first signs. The second can be shown but not used.</summary>
/// <param name="curve"><see cref="Ed25519"/> or <see cref="X25519"/>.</param>
/// <param name="publicBytes">The public key; 32 bytes, or none for a private key that was written without it, as PKCS #8 does.</param>
/// <param name="privateBytes">The private key, which is a seed; 32 bytes, or null for a public key.</param>
public sealed class EdwardsKey(string curve, byte[] publicBytes, byte[]? privateBytes) : CryptoKey
{
    /// <summary>The curve of signatures.</summary>
    public const string Ed25519 = "Ed25519";

    /// <summary>The curve of key agreement.</summary>
    public const string X25519 = "X25519";

    /// <summary>The bytes of a public key, and of a private one.</summary>
    public const int Size = 32;

    // RFC 8410: everything before the key in PKCS #8 and in SubjectPublicKeyInfo is the same for all keys but for the last number of
    // the algorithm.
    private const int AlgorithmNumberFromEndOfPrivate = 5;
    private const int AlgorithmNumberFromEndOfPublic = 4;

    /// <summary>The curve's name in JWKs.</summary>
    public string Curve { get; } = curve;

    /// <summary>The public key; empty where a private key was written without it.</summary>
    public ReadOnlyMemory<byte> PublicBytes { get; } = publicBytes;

    /// <summary>The private key's seed; empty for a public key.</summary>
    public ReadOnlyMemory<byte> PrivateBytes { get; } = privateBytes;

    /// <inheritdoc/>
    public override string Type => "OKP";

    /// <inheritdoc/>
    public override bool IsPrivate => !PrivateBytes.IsEmpty;

    private static ReadOnlySpan<byte> PrivatePrefix =>
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    private static ReadOnlySpan<byte> PublicPrefix => [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    private byte AlgorithmNumber => Curve == Ed25519 ? (byte)0x70 : (byte)0x6e;

    /// <inheritdoc/>
    public override byte[] Serialize()
    {
        byte[] serialized = IsPrivate ? [.. PrivatePrefix, .. PrivateBytes.Span] : [.. PublicPrefix, .. PublicBytes.Span];
        var fromEnd = Size + (IsPrivate ? AlgorithmNumberFromEndOfPrivate : AlgorithmNumberFromEndOfPublic);
        serialized[^fromEnd] = AlgorithmNumber;
        return serialized;
    }

    /// <inheritdoc/>
    public override CryptoKey ToPublic() => Copy(Known(PublicBytes), null);

    /// <summary>The same key with its public part, which whoever can multiply points has worked out.</summary>
    public EdwardsKey WithPublic(byte[] publicBytes) => Copy(publicBytes, PrivateBytes.ToArray());

    private protected override IEnumerable<(string Name, string Value)> PublicMembers() =>
        [("crv", Curve), ("x", Base64Url.EncodeToString(PublicBytes.Span))];

    private static byte[] Known(ReadOnlyMemory<byte> publicBytes)
        => publicBytes.IsEmpty ? throw new ComponentException("the key was written without its public part") : publicBytes.ToArray();

    private EdwardsKey Copy(byte[] publicBytes, byte[]? privateBytes) => new(Curve, publicBytes, privateBytes)
    {
        Id = Id,
        Restrictions = Restrictions,
        Annotations = Annotations,
    };
}
