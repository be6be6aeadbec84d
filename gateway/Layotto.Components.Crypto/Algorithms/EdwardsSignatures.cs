using Layotto.Components.Crypto.Keys;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Layotto.Components.Crypto.Algorithms;

/// <summary>Ed25519 (RFC 8032), which .NET lacks.</summary>
internal static class EdwardsSignatures
{
    public static byte[] Sign(EdwardsKey key, ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(key.PrivateBytes.ToArray(), 0, message.ToArray(), 0, message.Length, signature, 0);
        return signature;
    }

    public static bool Verify(EdwardsKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var complete = (EdwardsKey)Complete(key);
        return signature.Length == Ed25519.SignatureSize
            && Ed25519.Verify(signature.ToArray(), 0, complete.PublicBytes.ToArray(), 0, message.ToArray(), 0, message.Length);
    }

    /// <summary>Works out the public part of a private key that was written without it; other keys are as they are.</summary>
    public static CryptoKey Complete(CryptoKey key)
    {
        if (key is not EdwardsKey { Curve: EdwardsKey.Ed25519, IsPrivate: true, PublicBytes.IsEmpty: true } edwards)
            return key;
        var publicBytes = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(edwards.PrivateBytes.ToArray(), 0, publicBytes, 0);
        return edwards.WithPublic(publicBytes);
    }
}
