using System.Security.Cryptography;
using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Crypto;

/// <summary>A crypto provider in another process: what reaches it, and answers that can't be right.</summary>
public sealed class PluggableCryptoTests : IDisposable
{
    private static readonly byte[] Message = [1, 2, 3];
    private static readonly byte[] Turned = [3, 2, 1];
    private static readonly byte[] Nonce = [4];
    private static readonly byte[] Associated = [5];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeCryptoService _service = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_operation_reaches_the_process_with_all_that_belongs_to_it()
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();

        var encrypted = await provider.EncryptAsync(new CryptoEncryption("key", "A256GCM", Message, Nonce, Associated), Patience.Cancellation).Soon();
        var decrypted = await provider.DecryptAsync(new CryptoDecryption("key", "A256GCM", Turned, Nonce, new byte[] { 6 }, Associated), Patience.Cancellation).Soon();
        var wrapped = await provider.WrapKeyAsync(new CryptoEncryption("key", "A256KW", Message, Nonce), Patience.Cancellation).Soon();
        var unwrapped = await provider.UnwrapKeyAsync(new CryptoDecryption("key", "A256KW", Turned, Nonce, new byte[] { 6 }, Associated), Patience.Cancellation).Soon();
        var signature = await provider.SignAsync("key", "EdDSA", Message, Patience.Cancellation).Soon();

        Assert.Equal(Turned, encrypted.Ciphertext);
        Assert.Equal(Nonce, encrypted.Tag);
        Assert.Equal(("key", "A256GCM"), (_service.LastEncryption!.KeyName, _service.LastEncryption.Algorithm));
        Assert.Equal(Associated, _service.LastEncryption.AssociatedData);
        Assert.Equal(Message, decrypted);
        Assert.Equal((Nonce[0], 6, Associated[0]), (_service.LastDecryption!.Nonce[0], _service.LastDecryption.Tag[0], _service.LastDecryption.AssociatedData[0]));
        Assert.Equal(Turned, wrapped.Ciphertext);
        Assert.Equal(Message, unwrapped);
        Assert.Equal((Nonce[0], 6, Associated[0]), (_service.LastUnwrapping!.Nonce[0], _service.LastUnwrapping.Tag[0], _service.LastUnwrapping.AssociatedData[0]));
        Assert.Equal(Turned, signature);
        Assert.True(await provider.VerifyAsync("key", "EdDSA", Message, Turned, Patience.Cancellation).Soon());
        Assert.False(await provider.VerifyAsync("key", "EdDSA", Message, Message, Patience.Cancellation).Soon());
        Assert.Equal(["A256GCM"], provider.EncryptionAlgorithms);
        Assert.Equal(["EdDSA"], provider.SignatureAlgorithms);
    }

    [Fact]
    public async Task A_public_key_is_read_as_a_JWK_and_as_PEM()
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportSubjectPublicKeyInfoPem();

        _service.PublicKey = pem;
        var fromPem = await provider.GetPublicKeyAsync("key", Patience.Cancellation).Soon();
        _service.PublicKey = fromPem.ToPublicJson();
        var fromJwk = await provider.GetPublicKeyAsync("key", Patience.Cancellation).Soon();

        Assert.Equal(pem, fromJwk.ToPublicPem().TrimEnd());
    }

    [Fact]
    public async Task A_private_key_that_a_process_gives_away_goes_no_further()
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();
        using var rsa = RSA.Create(2048);
        _service.PublicKey = rsa.ExportPkcs8PrivateKeyPem();

        var key = await provider.GetPublicKeyAsync("key", Patience.Cancellation).Soon();
        _service.PublicKey = """{"kty":"oct","k":"AAAA"}""";
        await Assert.ThrowsAsync<CryptoKeyNotFoundException>(() => provider.GetPublicKeyAsync("key", Patience.Cancellation).Soon());

        Assert.False(key.IsPrivate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData("{\"kty\":")]
    [InlineData("-----BEGIN NOTHING-----")]
    public async Task A_key_that_is_none_is_an_error_that_does_not_quote_it(string text)
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();
        _service.PublicKey = text;

        var error = await Assert.ThrowsAsync<ComponentException>(() => provider.GetPublicKeyAsync("key", Patience.Cancellation).Soon());

        Assert.DoesNotContain("0123456789", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_told_as_such()
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();

        await Assert.ThrowsAsync<CryptoKeyNotFoundException>(() => provider.GetPublicKeyAsync("missing", Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task An_answer_that_lacks_what_it_is_for_is_an_error()
    {
        await using var process = await ServeAsync();
        await using var provider = await StartAsync();
        _service.IsForgetful = true;

        await ExpectMissingAsync("ciphertext", () => provider.EncryptAsync(new CryptoEncryption("key", "A256GCM", Message), Patience.Cancellation).Soon());
        await ExpectMissingAsync("wrapped_key", () => provider.WrapKeyAsync(new CryptoEncryption("key", "A256KW", Message), Patience.Cancellation).Soon());
        await ExpectMissingAsync("plaintext_key", () => provider.UnwrapKeyAsync(new CryptoDecryption("key", "A256KW", Message), Patience.Cancellation).Soon());
        await ExpectMissingAsync("signature", () => provider.SignAsync("key", "EdDSA", Message, Patience.Cancellation).Soon());
    }

    private static async Task ExpectMissingAsync(string field, Func<Task> call)
        => Assert.EndsWith($"without the field {field}", (await Assert.ThrowsAsync<ComponentException>(call)).Message, StringComparison.Ordinal);

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("keys.sock"), new Script(), [FakeCryptoService.Serve(_service)]);

    private Task<ICryptoProvider> StartAsync() => TestComponents.StartAsync<ICryptoProvider>(_folder.File("keys.sock"), ComponentKind.Crypto);
}
