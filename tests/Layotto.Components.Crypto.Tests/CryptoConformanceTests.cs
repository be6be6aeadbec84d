using Layotto.Components.Crypto.Jwks;
using Layotto.Components.Crypto.LocalStorage;
using Layotto.Conformance;
using Layotto.Conformance.Crypto;
using Layotto.Testing;

namespace Layotto.Components.Crypto.Tests;

public sealed class CryptoConformanceTests : IDisposable
{
    private static readonly Dictionary<int, string> SymmetricAlgorithms = new()
    {
        [16] = "A128CBC A128CBC-NOPAD A128GCM A128KW",
        [24] = "A192CBC A192CBC-NOPAD A192GCM A192KW",
        [32] = "A256CBC A256CBC-NOPAD A256GCM A256KW A128CBC-HS256 C20P C20PKW XC20P XC20PKW",
        [48] = "A192CBC-HS384",
        [64] = "A256CBC-HS512",
    };

    private static readonly Dictionary<string, string> AsymmetricAlgorithms = new()
    {
        ["rsa2048"] = "RSA1_5 RSA-OAEP RSA-OAEP-256 RSA-OAEP-384 RSA-OAEP-512 PS256 PS384 PS512 RS256 RS384 RS512",
        ["P-256"] = "ES256",
        ["P-384"] = "ES384",
        ["P-521"] = "ES512",
        ["Ed25519"] = "EdDSA",
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var provider in new[] { "files of JWKs", "files of PEM", "a set" })
            {
                foreach (var one in CryptoProviderConformance.Suite.Cases)
                    data.Add(provider, one.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string kind, string name)
    {
        var subject = await CreateAsync(kind);
        await using var provider = subject.Provider;

        var result = await CryptoProviderConformance.Suite[name].RunAsync(subject, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task Every_supported_algorithm_is_tried()
    {
        var subject = await CreateAsync("a set");
        await using var provider = subject.Provider;

        Assert.Equal(
            provider.EncryptionAlgorithms.Concat(provider.SignatureAlgorithms).Order(StringComparer.Ordinal),
            subject.SymmetricKeys.Keys.Concat(subject.PrivateKeys.Keys).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CryptoProviderSubject> CreateAsync(string kind)
    {
        var (extension, form) = kind == "files of PEM" ? (".pem", "pkcs8") : kind == "files of JWKs" ? (".json", "jwk") : ("", "");
        var set = new List<string>();
        var (symmetric, privates, publics) = (new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach (var (size, algorithms) in SymmetricAlgorithms)
        {
            byte[] key = [.. Enumerable.Range(1, size).Select(one => (byte)one)];
            var name = Add($"symmetric-{size}", "", Vectors.Octets($"symmetric-{size}", key), Convert.ToBase64String(key));
            Array.ForEach(algorithms.Split(' '), algorithm => symmetric[algorithm] = name);
        }

        foreach (var (key, algorithms) in AsymmetricAlgorithms)
        {
            var name = Add(key, extension, Vectors.Text(key, "jwk"), form.Length == 0 ? "" : Vectors.Text(key, form));
            var jwk = Vectors.Key(key).ToPublicJson().Replace($"\"kid\":\"{key}\"", $"\"kid\":\"public-{key}\"", StringComparison.Ordinal);
            var publicName = Add($"public-{key}", extension, jwk, extension == ".pem" ? Vectors.Text(key, "spki") : jwk);
            foreach (var algorithm in algorithms.Split(' '))
                (privates[algorithm], publics[algorithm]) = (name, publicName);
        }

        ICryptoProvider provider = kind == "a set" ? new JwksCryptoProvider() : new LocalStorageCryptoProvider();
        var metadata = kind == "a set"
            ? KeyValuePair.Create("jwks", $$"""{"keys":[{{string.Join(',', set)}}]}""")
            : KeyValuePair.Create("path", _folder.Path);
        await provider.InitializeAsync(TestContexts.Create([metadata]), TestContext.Current.CancellationToken);
        return new CryptoProviderSubject
        {
            Provider = provider,
            Abilities = new HashSet<string> { CryptoProviderAbilities.PublicKeys, CryptoProviderAbilities.SymmetricKeys },
            SymmetricKeys = symmetric,
            PrivateKeys = privates,
            PublicKeys = publics,
        };

        string Add(string name, string extension, string jwk, string content)
        {
            set.Add(jwk);
            _folder.Write(name + extension, content);
            return name + extension;
        }
    }
}
