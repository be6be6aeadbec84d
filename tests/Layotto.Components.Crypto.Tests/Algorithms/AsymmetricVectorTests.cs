using System.Security.Cryptography;
using Layotto.Components.Crypto.Algorithms;
using Layotto.Components.Crypto.Keys;

namespace Layotto.Components.Crypto.Tests.Algorithms;

/// <summary>RSA, ECDSA and Ed25519 against another library.</summary>
public sealed class AsymmetricVectorTests
{
    public static TheoryData<string, string, string> Ciphertexts
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var key in new[] { "rsa2048", "rsa2049" })
            {
                foreach (var kind in new[] { "ciphertexts", "labelled" })
                {
                    foreach (var algorithm in Vectors.Asymmetric[key].GetProperty(kind).EnumerateObject())
                        data.Add(key, kind, algorithm.Name);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string> Signed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (key, vector) in Vectors.Asymmetric)
            {
                foreach (var algorithm in vector.GetProperty("signatures").EnumerateObject())
                    data.Add(key, algorithm.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ciphertexts))]
    public void Ciphertext_is_decrypted_and_our_own_too(string keyName, string kind, string algorithm)
    {
        var key = Vectors.Key(keyName);
        var label = kind == "labelled" ? Vectors.Label : [];
        var theirs = Vectors.Hex(Vectors.Asymmetric[keyName].GetProperty(kind), algorithm);

        Assert.Equal(Vectors.Message, Ciphers.Decrypt(key, new CryptoDecryption("key", algorithm, theirs, AssociatedData: label)));

        var ours = Ciphers.Encrypt(key.ToPublic(), new CryptoEncryption("key", algorithm, Vectors.Message, AssociatedData: label));
        Assert.Empty(ours.Tag);
        Assert.Equal(Vectors.Message, Ciphers.Decrypt(key, new CryptoDecryption("key", algorithm, ours.Ciphertext, AssociatedData: label)));
    }

    [Fact]
    public void A_label_is_part_of_the_ciphertext()
    {
        var theirs = Vectors.Hex(Vectors.Asymmetric["rsa2048"].GetProperty("labelled"), "RSA-OAEP-256");

        Assert.ThrowsAny<Exception>(() => Ciphers.Decrypt(Vectors.Key("rsa2048"), new CryptoDecryption("key", "RSA-OAEP-256", theirs)));
        Assert.ThrowsAny<Exception>(
            () => Ciphers.Decrypt(Vectors.Key("rsa2048"), new CryptoDecryption("key", "RSA-OAEP-256", theirs, AssociatedData: "another"u8.ToArray())));
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void Signature_is_verified_and_our_own_too(string keyName, string algorithm)
    {
        var key = Vectors.Key(keyName);
        var digest = Digest(algorithm);

        foreach (var theirs in Vectors.Asymmetric[keyName].GetProperty("signatures").GetProperty(algorithm).EnumerateArray())
            AssertOnlyThis(key.ToPublic(), algorithm, digest, Convert.FromHexString(theirs.GetString()!));

        AssertOnlyThis(key.ToPublic(), algorithm, digest, Signatures.Sign(key, algorithm, digest));
    }

    /// <summary>What Dapr's own library makes: the salt fills what is left of the modulus.</summary>
    [Theory]
    [InlineData("rsa2048", 222)]
    [InlineData("rsa2049", 222)]
    public void PSS_has_the_longest_salt(string keyName, int saltSize)
    {
        var key = (RsaKey)Vectors.Key(keyName);
        var signature = Signatures.Sign(key, "PS256", Digest("PS256"));

        var verifier = Org.BouncyCastle.Crypto.Signers.PssSigner.CreateRawSigner(
            new Org.BouncyCastle.Crypto.Engines.RsaEngine(),
            new Org.BouncyCastle.Crypto.Digests.Sha256Digest(),
            new Org.BouncyCastle.Crypto.Digests.Sha256Digest(),
            saltSize,
            0xBC);
        verifier.Init(false, RsaForeignNumbers.Public(key.Parameters));
        verifier.BlockUpdate(Digest("PS256"), 0, 32);

        Assert.True(verifier.VerifySignature(signature));
    }

    /// <summary>RFC 8032, 7.1, the first three tests.</summary>
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_of_RFC_8032(string seed, string publicKey, string message, string signature)
    {
        var key = new EdwardsKey(EdwardsKey.Ed25519, [], Convert.FromHexString(seed));

        Assert.Equal(publicKey, Convert.ToHexStringLower(((EdwardsKey)EdwardsSignatures.Complete(key)).PublicBytes.Span));
        Assert.Equal(signature, Convert.ToHexStringLower(Signatures.Sign(key, "EdDSA", Convert.FromHexString(message))));
        AssertOnlyThis(key, "EdDSA", Convert.FromHexString(message), Convert.FromHexString(signature));
    }

    [Theory]
    [InlineData("RS256", 31)]
    [InlineData("PS384", 32)]
    [InlineData("RS512", 0)]
    public void A_digest_of_another_length_is_refused(string algorithm, int size)
    {
        Assert.Contains("digest", Assert.Throws<ComponentException>(() => Signatures.Sign(Vectors.Key("rsa2048"), algorithm, new byte[size])).Message, StringComparison.Ordinal);
        Assert.Throws<ComponentException>(() => Signatures.Verify(Vectors.Key("rsa2048"), algorithm, new byte[size], new byte[256]));
    }

    [Theory]
    [InlineData("ES256", "rsa2048")]
    [InlineData("RS256", "P-256")]
    [InlineData("EdDSA", "P-256")]
    [InlineData("HS256", "rsa2048")]
    [InlineData("none", "rsa2048")]
    public void A_key_of_another_type_or_an_unknown_algorithm_is_refused(string algorithm, string key)
        => Assert.Throws<ComponentException>(() => Signatures.Sign(Vectors.Key(key), algorithm, new byte[32]));

    [Theory]
    [InlineData("ECDH-ES", "P-256")]
    [InlineData("A256GCMKW", "rsa2048")]
    [InlineData("A256GCM", "rsa2048")]
    [InlineData("RSA-OAEP", "P-256")]
    public void Encryption_that_does_not_fit_the_key_is_refused(string algorithm, string key)
        => Assert.Throws<ComponentException>(() => Ciphers.Encrypt(Vectors.Key(key), new CryptoEncryption("key", algorithm, new byte[32], new byte[12])));

    [Fact]
    public void A_public_key_neither_signs_nor_decrypts()
    {
        var key = Vectors.Key("rsa2048").ToPublic();

        Assert.Throws<ComponentException>(() => Signatures.Sign(key, "RS256", new byte[32]));
        Assert.Throws<ComponentException>(() => Ciphers.Decrypt(key, new CryptoDecryption("key", "RSA-OAEP", new byte[256])));
    }

    private static byte[] Digest(string algorithm) => algorithm[^3..] switch
    {
        "256" => SHA256.HashData(Vectors.Message),
        "384" => SHA384.HashData(Vectors.Message),
        "512" => SHA512.HashData(Vectors.Message),
        _ => Vectors.Message,
    };

    private static void AssertOnlyThis(CryptoKey key, string algorithm, byte[] digest, byte[] signature)
    {
        Assert.True(Signatures.Verify(key, algorithm, digest, signature));
        for (var index = 0; index < signature.Length; index += 7)
        {
            signature[index] ^= 1;
            Assert.False(Signatures.Verify(key, algorithm, digest, signature));
            signature[index] ^= 1;
        }

        Assert.False(Signatures.Verify(key, algorithm, digest, []));
        Assert.False(Signatures.Verify(key, algorithm, digest, [.. signature, 0]));
        Assert.False(Signatures.Verify(key, algorithm, digest, signature.AsSpan(..^1)));
        if (digest.Length == 0)
            return;
        digest[0] ^= 1;
        Assert.False(Signatures.Verify(key, algorithm, digest, signature));
        digest[0] ^= 1;
    }
}
