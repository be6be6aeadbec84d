using System.Security.Cryptography;
using Layotto.Components.Crypto.Algorithms;
using Layotto.Components.Crypto.Keys;

namespace Layotto.Components.Crypto.Tests.Algorithms;

/// <summary>Ciphers against another library, and against the vectors of the documents that define them.</summary>
public sealed class SymmetricVectorTests
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Vectors.Symmetric.Count)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Another_library_s_ciphertext(int number)
    {
        var vector = Vectors.Symmetric[number];
        AssertVector(
            vector.GetProperty("algorithm").GetString()!,
            Vectors.Hex(vector, "key"),
            Vectors.Hex(vector, "nonce"),
            Vectors.Hex(vector, "associatedData"),
            Vectors.Hex(vector, "plaintext"),
            Vectors.Hex(vector, "ciphertext"),
            Vectors.Hex(vector, "tag"));
    }

    /// <summary>RFC 3394, 4.1, 4.2, 4.3, 4.4, 4.5 and 4.6.</summary>
    [Theory]
    [InlineData("A128KW", 16, "00112233445566778899AABBCCDDEEFF", "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData("A192KW", 24, "00112233445566778899AABBCCDDEEFF", "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D")]
    [InlineData("A256KW", 32, "00112233445566778899AABBCCDDEEFF", "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")]
    [InlineData("A192KW", 24, "00112233445566778899AABBCCDDEEFF0001020304050607", "031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2")]
    [InlineData("A256KW", 32, "00112233445566778899AABBCCDDEEFF0001020304050607", "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1")]
    [InlineData("A256KW", 32, "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F", "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void AES_key_wrap_of_RFC_3394(string algorithm, int keySize, string key, string wrapped)
        => AssertVector(
            algorithm, [.. Enumerable.Range(0, keySize).Select(one => (byte)one)], [], [], Convert.FromHexString(key), Convert.FromHexString(wrapped), []);

    /// <summary>RFC 7518, appendix B: the same message for all three.</summary>
    [Theory]
    [InlineData(
        "A128CBC-HS256",
        32,
        "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db",
        "652c3fa36b0a7c5b3219fab3a30bc1c4")]
    [InlineData(
        "A192CBC-HS384",
        48,
        "ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb000d279bdc14c1072654bd30944230c657bed4ca0c9f4a8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b3bed787a2f0ffcbf3904be2a641d5c2105bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49787bcd57ef484927f280adc91ac0c4e79c7b11efc60054e3",
        "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7")]
    [InlineData(
        "A256CBC-HS512",
        64,
        "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
        "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5")]
    public void AES_CBC_with_HMAC_of_RFC_7518(string algorithm, int keySize, string ciphertext, string tag)
        => AssertVector(
            algorithm,
            [.. Enumerable.Range(0, keySize).Select(one => (byte)one)],
            Convert.FromHexString("1af38c2dc2b96ffdd86694092341bc04"),
            "The second principle of Auguste Kerckhoffs"u8.ToArray(),
            "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience"u8.ToArray(),
            Convert.FromHexString(ciphertext),
            Convert.FromHexString(tag));

    /// <summary>draft-irtf-cfrg-xchacha-03, A.3.1.</summary>
    [Theory]
    [InlineData("XC20P")]
    [InlineData("XC20PKW")]
    public void XChaCha20_Poly1305_of_its_draft(string algorithm)
        => AssertVector(
            algorithm,
            Convert.FromHexString("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
            Convert.FromHexString("404142434445464748494a4b4c4d4e4f5051525354555657"),
            Convert.FromHexString("50515253c0c1c2c3c4c5c6c7"),
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."u8.ToArray(),
            Convert.FromHexString("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"),
            Convert.FromHexString("c0875924c1c7987947deafd8780acf49"));

    /// <summary>draft-irtf-cfrg-xchacha-03, 2.2.1.</summary>
    [Fact]
    public void HChaCha20_of_its_draft()
    {
        var subkey = new byte[32];

        ChaChaCipher.Subkey(
            Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
            Convert.FromHexString("000000090000004a0000000031415927"),
            subkey);

        Assert.Equal("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc", Convert.ToHexStringLower(subkey));
    }

    [Fact]
    public void The_other_library_s_ChaCha20_is_the_same_one()
    {
        var vector = Vectors.Symmetric.First(vector => vector.GetProperty("algorithm").GetString() == "C20P");
        var (key, nonce, associated) = (Vectors.Hex(vector, "key"), Vectors.Hex(vector, "nonce"), Vectors.Hex(vector, "associatedData"));
        var (ciphertext, tag) = (Vectors.Hex(vector, "ciphertext"), Vectors.Hex(vector, "tag"));

        Assert.Equal([.. ciphertext, .. tag], ChaChaCipher.Process(true, key, nonce, Vectors.Hex(vector, "plaintext"), [], associated));
        Assert.Equal(Vectors.Hex(vector, "plaintext"), ChaChaCipher.Process(false, key, nonce, ciphertext, tag, associated));
    }

    private static void AssertVector(
        string algorithm, byte[] key, byte[] nonce, byte[] associated, byte[] plaintext, byte[] ciphertext, byte[] tag)
    {
        var symmetric = new SymmetricKey(key);

        var encrypted = Ciphers.Encrypt(symmetric, new CryptoEncryption("key", algorithm, plaintext, nonce, associated));

        Assert.Equal(Convert.ToHexString(ciphertext), Convert.ToHexString(encrypted.Ciphertext));
        Assert.Equal(Convert.ToHexString(tag), Convert.ToHexString(encrypted.Tag));
        var decryption = new CryptoDecryption("key", algorithm, ciphertext, nonce, tag, associated);
        Assert.Equal(plaintext, Ciphers.Decrypt(symmetric, decryption));
        AssertAuthenticated(symmetric, decryption);
    }

    // Every byte of everything that an authenticated cipher takes matters.
    private static void AssertAuthenticated(SymmetricKey key, CryptoDecryption right)
    {
        if (right.Algorithm.EndsWith("CBC", StringComparison.Ordinal) || right.Algorithm.EndsWith("NOPAD", StringComparison.Ordinal))
            return;
        for (var index = 0; index < right.Ciphertext.Length; index++)
            AssertRefused(right with { Ciphertext = Changed(right.Ciphertext, index) });
        for (var index = 0; index < right.Tag.Length; index++)
            AssertRefused(right with { Tag = Changed(right.Tag, index) });
        for (var index = 0; index < right.Nonce.Length; index++)
            AssertRefused(right with { Nonce = Changed(right.Nonce, index) });
        for (var index = 0; index < right.AssociatedData.Length; index++)
            AssertRefused(right with { AssociatedData = Changed(right.AssociatedData, index) });

        void AssertRefused(CryptoDecryption wrong) => Assert.ThrowsAny<CryptographicException>(() => Ciphers.Decrypt(key, wrong));
    }

    private static byte[] Changed(ReadOnlyMemory<byte> bytes, int index)
    {
        var changed = bytes.ToArray();
        changed[index] ^= 1;
        return changed;
    }
}
