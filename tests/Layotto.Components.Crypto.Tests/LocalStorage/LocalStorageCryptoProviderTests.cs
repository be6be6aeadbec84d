using System.Text;
using Layotto.Components.Crypto.LocalStorage;
using Layotto.Testing;

namespace Layotto.Components.Crypto.Tests.LocalStorage;

public sealed class LocalStorageCryptoProviderTests : IDisposable
{
    private const string Secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _outside = new();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("key.json", "P-256", "jwk")]
    [InlineData("key.JSON", "P-256", "jwk")]
    [InlineData("key.pem", "P-256", "pkcs8")]
    [InlineData("key", "P-256", "sec1")]
    [InlineData("key.txt", "P-256", "jwk")]
    [InlineData("sub/key.pem", "Ed25519", "pkcs8")]
    public async Task A_key_is_read_by_the_name_of_its_file(string name, string key, string form)
    {
        Write(name, Vectors.Text(key, form));
        await using var provider = await OpenAsync();

        Assert.Equal(Vectors.Text(key, "spki"), (await provider.GetPublicKeyAsync(name, CancellationToken)).ToPublicPem());
    }

    [Theory]
    [InlineData("key.json", "-----BEGIN PRIVATE KEY-----")]
    [InlineData("key.pem", Secret)]
    public async Task A_file_is_read_as_its_name_says(string name, string content)
    {
        Write(name, content);
        await using var provider = await OpenAsync();

        var message = (await Assert.ThrowsAsync<ComponentException>(async () => await provider.GetPublicKeyAsync(name, CancellationToken))).Message;

        Assert.DoesNotContain(_folder.Path, message, StringComparison.Ordinal);
        Assert.DoesNotContain(content, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_in_force_at_once()
    {
        Write("key", Secret);
        await using var provider = await OpenAsync();
        var request = new CryptoEncryption("key", "A256KW", new byte[32]);
        var before = await provider.WrapKeyAsync(request, CancellationToken);

        Write("key", Secret.Replace('A', 'B'));

        Assert.NotEqual(before.Ciphertext, (await provider.WrapKeyAsync(request, CancellationToken)).Ciphertext);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("sub")]
    [InlineData("sub/missing")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("\0")]
    [InlineData("key/under-a-file")]
    public async Task A_key_that_is_not_there_is_not_found(string name)
    {
        Write("key", Secret);
        Directory.CreateDirectory(_folder.File("sub"));
        await using var provider = await OpenAsync();

        await Assert.ThrowsAsync<CryptoKeyNotFoundException>(async () => await provider.GetPublicKeyAsync(name, CancellationToken));
    }

    [Theory]
    [InlineData("../{0}/key")]
    [InlineData("sub/../../{0}/key")]
    [InlineData("..")]
    [InlineData("a..b")]
    public async Task A_name_leads_out_of_the_folder_never(string pattern)
    {
        _outside.Write("key", Secret);
        await using var provider = await OpenAsync();
        var name = pattern.Replace("{0}", Path.GetFileName(_outside.Path), StringComparison.Ordinal);

        var exception = await Assert.ThrowsAsync<ComponentException>(async () => await WrapAsync(provider, name));

        Assert.Contains("..", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absolute_name_is_one_in_the_folder()
    {
        await using var provider = await OpenAsync();

        await Assert.ThrowsAsync<CryptoKeyNotFoundException>(async () => await WrapAsync(provider, _outside.Write("key", Secret)));
    }

    [Fact]
    public async Task A_link_to_a_file_outside_is_refused()
    {
        File.CreateSymbolicLink(_folder.File("link"), _outside.Write("key", Secret));
        await using var provider = await OpenAsync();

        Assert.Contains("leads out", (await Assert.ThrowsAsync<ComponentException>(async () => await WrapAsync(provider, "link"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_a_folder_outside_is_refused_also_by_way_of_another()
    {
        _outside.Write("key", Secret);
        Directory.CreateSymbolicLink(_folder.File("sub"), _outside.Path);
        Directory.CreateSymbolicLink(_folder.File("first"), "sub");
        await using var provider = await OpenAsync();

        await Assert.ThrowsAsync<ComponentException>(async () => await WrapAsync(provider, "sub/key"));
        await Assert.ThrowsAsync<ComponentException>(async () => await WrapAsync(provider, "first/key"));
    }

    [Fact]
    public async Task A_folder_beside_with_a_longer_name_is_outside()
    {
        var beside = Directory.CreateDirectory(_folder.Path + "-beside").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(beside, "key"), Secret, CancellationToken);
            File.CreateSymbolicLink(_folder.File("link"), Path.Combine(beside, "key"));
            await using var provider = await OpenAsync();

            await Assert.ThrowsAsync<ComponentException>(async () => await WrapAsync(provider, "link"));
        }
        finally
        {
            Directory.Delete(beside, recursive: true);
        }
    }

    [Fact]
    public async Task A_circle_of_links_ends()
    {
        File.CreateSymbolicLink(_folder.File("a"), "b");
        File.CreateSymbolicLink(_folder.File("b"), "a");
        await using var provider = await OpenAsync();

        await Assert.ThrowsAsync<ComponentException>(async () => await WrapAsync(provider, "a"));
    }

    /// <summary>How Kubernetes mounts a secret: the file links to a folder within, which is swapped whole.</summary>
    [Fact]
    public async Task Links_within_the_folder_are_followed()
    {
        Directory.CreateDirectory(_folder.File("..2030"));
        Write("..2030/key", Secret);
        Directory.CreateSymbolicLink(_folder.File("..data"), "..2030");
        File.CreateSymbolicLink(_folder.File("key"), "..data/key");
        await using var provider = await OpenAsync();

        Assert.Equal(40, (await WrapAsync(provider, "key")).Ciphertext.Length);
    }

    [Fact]
    public async Task The_folder_may_be_a_link_itself()
    {
        _outside.Write("key", Secret);
        Directory.CreateSymbolicLink(_folder.File("keys"), _outside.Path);
        await using var provider = await OpenAsync(_folder.File("keys"));

        Assert.Equal(40, (await WrapAsync(provider, "key")).Ciphertext.Length);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused()
    {
        Write("key", new string('A', LocalStorageCryptoProvider.MaxBytes + 1));
        await using var provider = await OpenAsync();

        Assert.Contains("larger", (await Assert.ThrowsAsync<ComponentException>(async () => await WrapAsync(provider, "key"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "doesn't exist")]
    [InlineData("file", "which is a file")]
    public async Task A_path_that_is_no_folder_stops_the_start(string name, string reason)
    {
        Write("file", "");

        Assert.Contains(reason, (await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(_folder.File(name)))).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    private static ValueTask<CryptoCiphertext> WrapAsync(LocalStorageCryptoProvider provider, string name)
        => provider.WrapKeyAsync(new CryptoEncryption(name, "A256KW", new byte[32]), CancellationToken);

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllBytes(_folder.File(name), Encoding.UTF8.GetBytes(content));
    }

    private async Task<LocalStorageCryptoProvider> OpenAsync(string? path = null)
    {
        var provider = new LocalStorageCryptoProvider();
        await provider.InitializeAsync(TestContexts.Create([KeyValuePair.Create("path", path ?? _folder.Path)]), CancellationToken);
        return provider;
    }
}
