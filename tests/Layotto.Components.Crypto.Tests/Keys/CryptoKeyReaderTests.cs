using System.Text;
using System.Text.Json;
using Layotto.Components.Crypto.Algorithms;
using Layotto.Components.Crypto.Keys;

namespace Layotto.Components.Crypto.Tests.Keys;

public sealed class CryptoKeyReaderTests
{
    public static TheoryData<string, string> Forms
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, key) in Vectors.Asymmetric)
            {
                foreach (var form in key.EnumerateObject().Select(member => member.Name).Except(["ciphertexts", "labelled", "signatures"]))
                    data.Add(name, form);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_of_a_key_is_the_same_key(string name, string form)
    {
        var key = Vectors.Key(name, form);

        Assert.Equal(form is "spki" or "pkcs1Public", !key.IsPrivate);
        Assert.Equal(Vectors.Text(name, "spki"), EdwardsSignatures.Complete(key).ToPublicPem());
        if (key.IsPrivate)
            Assert.Equal(Body(Vectors.Text(name, "pkcs8")), Convert.ToBase64String(key.Serialize()));
    }

    [Theory]
    [InlineData("rsa2048", "e kid kty n")]
    [InlineData("P-521", "crv kid kty x y")]
    [InlineData("Ed25519", "crv kid kty x")]
    public void The_public_JWK_has_nothing_private(string name, string members)
    {
        using var document = JsonDocument.Parse(Vectors.Key(name).ToPublicJson());

        Assert.Equal(members, string.Join(' ', document.RootElement.EnumerateObject().Select(member => member.Name)));
        foreach (var member in document.RootElement.EnumerateObject())
            Assert.Equal(Vectors.Asymmetric[name].GetProperty("jwk").GetProperty(member.Name).GetString(), member.Value.GetString());
    }

    [Fact]
    public void The_public_JWK_keeps_what_is_not_material()
    {
        var jwk = Vectors.Text("P-256", "jwk")[..^1] + ""","use":"sig","key_ops":["sign","verify"],"alg":"ES256","x5t":"abc"}""";

        using var document = JsonDocument.Parse(CryptoKeyReader.Read(Encoding.UTF8.GetBytes(jwk)).ToPublicJson());

        Assert.Equal("alg crv key_ops kid kty use x x5t y", string.Join(' ', document.RootElement.EnumerateObject().Select(member => member.Name)));
        Assert.Equal("""["sign","verify"]""", document.RootElement.GetProperty("key_ops").GetRawText());
    }

    [Theory]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==", "000102030405060708090a0b0c0d0e0f")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw", "000102030405060708090a0b0c0d0e0f")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==\n", "000102030405060708090a0b0c0d0e0f")]
    [InlineData("AAECAwQF\r\nBgcICQoLDA0ODw==", "000102030405060708090a0b0c0d0e0f")]
    [InlineData("-_-_", "fbffbf")]
    [InlineData("+/+/", "fbffbf")]
    [InlineData("+_+_", "2b5f2b5f")]
    [InlineData("not base64!", "6e6f742062617365363421")]
    [InlineData("abcde", "6162636465")]
    [InlineData("{\"kty\":\"oct\" \t }", "7b226b7479223a226f637422200920 7d")]
    public void A_symmetric_key_is_Base64_or_as_it_is(string text, string hex)
        => Assert.Equal(
            hex.Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexStringLower(Assert.IsType<SymmetricKey>(CryptoKeyReader.Read(Encoding.UTF8.GetBytes(text))).Bytes.Span));

    [Fact]
    public void Raw_bytes_are_a_symmetric_key()
    {
        byte[] key = [.. Enumerable.Range(200, 32).Select(one => (byte)one)];

        Assert.Equal(key, CryptoKeyReader.Read(key).Serialize());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n==", "empty")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldA\"", "JSON")]
    [InlineData("{\"k\":\"c2VjcmV0LXNlY3JldA\",\"kid\":\"a\"}", "kty")]
    [InlineData("{\"kty\":\"oct\",\"kid\":\"without-k-in-it\"}", "\"k\"")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldA!!\"}", "Base64url")]
    [InlineData("{\"kty\":\"oct\",\"k\":[\"c2VjcmV0LXNlY3JldA\"]}", "isn't a string")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldA\",\"exp\":\"tomorrow\"}", "1970")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldA\",\"exp\":1e300}", "1970")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldA\",\"key_ops\":\"sign\"}", "array of strings")]
    [InlineData("{\"kty\":\"AKP\",\"k\":\"c2VjcmV0LXNlY3JldA\"}", "none of oct")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}", "P-256")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", "must have 32")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\",\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}", "don't make a key")]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQAB\"}", "\"p\"")]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AQAB\"}", "Ed25519")]
    [InlineData("-----BEGIN NOTHING", "valid PEM")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "can't be read")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", "password")]
    [InlineData("-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----", "isn't a private key")]
    public void What_is_no_key_is_refused_without_being_shown(string text, string reason)
    {
        var message = Assert.ThrowsAny<ComponentException>(() => CryptoKeyReader.Read(Encoding.UTF8.GetBytes(text))).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_RSA_key_needs_no_more_than_its_primes()
    {
        using var document = JsonDocument.Parse(Vectors.Text("rsa2048", "jwk"));
        var members = document.RootElement.EnumerateObject()
            .Where(member => member.Name is not ("dp" or "dq" or "qi"))
            .Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}");

        var key = CryptoKeyReader.Read(Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}"));

        Assert.Equal(Body(Vectors.Text("rsa2048", "pkcs8")), Convert.ToBase64String(key.Serialize()));
    }

    [Fact]
    public void A_modulus_of_any_length_is_not_taken()
    {
        var modulus = System.Buffers.Text.Base64Url.EncodeToString(Enumerable.Repeat((byte)0xFF, 4096).ToArray());

        Assert.Contains(
            "the most is 2048",
            Assert.Throws<ComponentException>(() => CryptoKeyReader.Read(Encoding.UTF8.GetBytes($$"""{"kty":"RSA","n":"{{modulus}}","e":"AQAB"}"""))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_never_shows_itself() => Assert.Equal("oct key", new SymmetricKey("secret"u8.ToArray()).ToString());

    [Fact]
    public void A_symmetric_key_has_no_public_part()
        => Assert.Throws<CryptoKeyNotFoundException>(() => new SymmetricKey([1]).ToPublicJson());

    private static string Body(string pem) => string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-')));
}
