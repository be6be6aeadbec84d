using Layotto.Components.Crypto.Jwks;
using Layotto.Testing;

namespace Layotto.Components.Crypto.Tests.Keys;

/// <summary>What a JWK says about itself is held to.</summary>
public sealed class KeyRestrictionTests
{
    // The clock stands at 2030-01-02, which is 1893553445 in seconds since 1970.
    [Theory]
    [InlineData("", "encrypt decrypt wrapKey unwrapKey sign verify")]
    [InlineData(",\"use\":\"enc\"", "encrypt decrypt wrapKey unwrapKey")]
    [InlineData(",\"use\":\"sig\"", "sign verify")]
    [InlineData(",\"use\":\"other\"", "")]
    [InlineData(",\"key_ops\":[\"encrypt\",\"verify\"]", "encrypt verify")]
    [InlineData(",\"key_ops\":[\"wrapKey\",\"unwrapKey\"],\"use\":\"enc\"", "wrapKey unwrapKey")]
    [InlineData(",\"key_ops\":[\"wrapKey\",\"sign\"],\"use\":\"enc\"", "wrapKey")]
    [InlineData(",\"key_ops\":[]", "encrypt decrypt wrapKey unwrapKey sign verify")]
    [InlineData(",\"alg\":\"RSA-OAEP-256\"", "encrypt decrypt wrapKey unwrapKey")]
    [InlineData(",\"alg\":\"PS256\"", "sign verify")]
    [InlineData(",\"exp\":1893553000", "decrypt unwrapKey verify")]
    [InlineData(",\"exp\":1893554000", "encrypt decrypt wrapKey unwrapKey sign verify")]
    [InlineData(",\"nbf\":1893554000", "decrypt unwrapKey verify")]
    [InlineData(",\"nbf\":1893553000.5,\"exp\":1893554000", "encrypt decrypt wrapKey unwrapKey sign verify")]
    public async Task A_key_does_what_it_may(string members, string operations)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var open = await OpenAsync("");
        await using var provider = await OpenAsync(members);
        var encryption = new CryptoEncryption("rsa2048", "RSA-OAEP-256", new byte[32]);
        var encrypted = (await open.EncryptAsync(encryption, cancellationToken)).Ciphertext;
        var decryption = new CryptoDecryption("rsa2048", "RSA-OAEP-256", encrypted);
        var signature = await open.SignAsync("rsa2048", "PS256", new byte[32], cancellationToken);
        var attempts = new Dictionary<string, Func<Task>>
        {
            ["encrypt"] = async () => await provider.EncryptAsync(encryption, cancellationToken),
            ["decrypt"] = async () => await provider.DecryptAsync(decryption, cancellationToken),
            ["wrapKey"] = async () => await provider.WrapKeyAsync(encryption, cancellationToken),
            ["unwrapKey"] = async () => await provider.UnwrapKeyAsync(decryption, cancellationToken),
            ["sign"] = async () => await provider.SignAsync("rsa2048", "PS256", new byte[32], cancellationToken),
            ["verify"] = async () => await provider.VerifyAsync("rsa2048", "PS256", new byte[32], signature, cancellationToken),
        };

        var done = new List<string>();
        foreach (var (operation, attempt) in attempts)
        {
            if (await Record.ExceptionAsync(attempt) is not { } exception)
                done.Add(operation);
            else
                Assert.IsType<ComponentException>(exception);
        }

        Assert.Equal(operations, string.Join(' ', done));
    }

    private static async Task<JwksCryptoProvider> OpenAsync(string members)
    {
        var provider = new JwksCryptoProvider();
        var jwk = Vectors.Text("rsa2048", "jwk");
        var context = TestContexts.Create([KeyValuePair.Create("jwks", jwk[..jwk.LastIndexOf('}')] + members + "}")], new FakeTimeProvider());
        await provider.InitializeAsync(context, TestContext.Current.CancellationToken);
        return provider;
    }
}
