using System.Text;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Crypto;
using Layotto.Components.Crypto.Keys;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Crypto.Scheme;
using Layotto.Runtime.Errors;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Runtime.Tests.Crypto;

public sealed class CryptoEngineTests : IAsyncDisposable
{
    private readonly OpenProvider _provider = new();
    private readonly CryptoEngine _engine;

    public CryptoEngineTests() => _engine = Engine(_provider.Register());

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 1)]
    [InlineData(65535, 65535)]
    [InlineData(65536, 65536)]
    [InlineData(65536, 1)]
    [InlineData(65537, 4096)]
    [InlineData(131072, 65537)]
    [InlineData(131073, 999)]
    [InlineData(1_000_000, int.MaxValue)]
    public async Task Any_size_in_any_chunks_comes_back(int size, int chunk)
    {
        var plaintext = SchemeVectorTests.Plaintext(size);
        foreach (var cipher in new[] { "", "AES-GCM", "chacha20-poly1305" })
        {
            var encrypted = new Collected();
            await _engine.EncryptAsync(
                "vault", new EncryptionOptions("key", "A256KW") { DataEncryptionCipher = cipher }, new Chunks(plaintext, chunk), encrypted, CancellationToken);
            var decrypted = new Collected();
            await _engine.DecryptAsync("vault", "", new Chunks(encrypted.Data, chunk), decrypted, CancellationToken);

            Assert.Equal(plaintext, decrypted.Data);

            // The header, then a segment each.
            Assert.Equal(1 + ((size + 65535) / 65536), encrypted.Sizes.Count);
            Assert.All(encrypted.Sizes.Skip(1).SkipLast(1), length => Assert.Equal(65552, length));
            Assert.All(decrypted.Sizes.SkipLast(1), length => Assert.Equal(65536, length));
        }
    }

    [Fact]
    public async Task A_document_is_never_the_same_twice()
    {
        var (one, other) = (new Collected(), new Collected());
        foreach (var sink in new[] { one, other })
            await _engine.EncryptAsync("vault", new EncryptionOptions("key", "AES"), new Chunks("same"u8.ToArray()), sink, CancellationToken);

        Assert.NotEqual(one.Data, other.Data);
    }

    [Theory]
    [InlineData("AES", "A256KW", 1)]
    [InlineData("aes", "A256KW", 1)]
    [InlineData("A256KW", "A256KW", 1)]
    [InlineData("A128CBC-NOPAD", "A128CBC-NOPAD", 2)]
    [InlineData("a192cbc-nopad", "A192CBC-NOPAD", 3)]
    [InlineData("A256CBC-NOPAD", "A256CBC-NOPAD", 4)]
    [InlineData("RSA", "RSA-OAEP-256", 5)]
    [InlineData("rsa-oaep-256", "RSA-OAEP-256", 5)]
    public async Task An_algorithm_has_its_aliases(string given, string asked, int number)
    {
        var (manifest, document) = await ManifestAsync(new EncryptionOptions("key", given));
        await _engine.DecryptAsync("vault", "", new Chunks(document), new Collected(), CancellationToken);

        Assert.Equal(number, manifest.GetProperty("kw").GetInt32());
        Assert.Equal([$"wrap key {asked}", $"unwrap key {asked}"], _provider.Asked);
    }

    [Theory]
    [InlineData(false, "", "key")]
    [InlineData(false, "other/2", "other/2")]
    [InlineData(true, "", null)]
    [InlineData(true, "other", null)]
    public async Task The_manifest_names_the_key_that_decrypts(bool omit, string decryptionKey, string? named)
    {
        var (manifest, document) = await ManifestAsync(
            new EncryptionOptions("key", "AES") { OmitDecryptionKeyName = omit, DecryptionKeyName = decryptionKey });

        Assert.Equal(named, manifest.TryGetProperty("k", out var k) ? k.GetString() : null);
        await _engine.DecryptAsync("vault", "given", new Chunks(document), new Collected(), CancellationToken);
        if (named is not null)
            await _engine.DecryptAsync("vault", "", new Chunks(document), new Collected(), CancellationToken);
        Assert.Equal(
            named is null ? ["wrap key A256KW", "unwrap given A256KW"] : ["wrap key A256KW", "unwrap given A256KW", $"unwrap {named} A256KW"],
            _provider.Asked);
    }

    [Theory]
    [InlineData("AES-KW", "", "must be one of A256KW")]
    [InlineData("AES", "des", "must be one of aes-gcm")]
    public async Task Unknown_algorithms_are_refused(string algorithm, string cipher, string reason)
    {
        var sink = new Collected();
        var error = await Assert.ThrowsAsync<ApiException>(async () => await _engine.EncryptAsync(
            "vault", new EncryptionOptions("key", algorithm) { DataEncryptionCipher = cipher }, new Chunks(new byte[5]), sink, CancellationToken));

        Assert.Equal(CryptoErrors.Operation, error.Code);
        Assert.Equal(ErrorKind.Internal, error.Kind);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(sink.Data);
    }

    [Fact]
    public async Task A_key_name_that_is_too_long_for_the_header_is_refused()
    {
        var sink = new Collected();
        var error = await Assert.ThrowsAsync<ApiException>(async () => await _engine.EncryptAsync(
            "vault", new EncryptionOptions(new string('k', 70_000), "AES"), new Chunks(new byte[5]), sink, CancellationToken));

        Assert.Contains("too long", error.Message, StringComparison.Ordinal);
        Assert.Empty(sink.Data);
    }

    [Fact]
    public async Task A_key_that_cannot_wrap_says_why_and_writes_nothing()
    {
        _provider.Failure = new CryptoKeyNotFoundException();
        var sink = new Collected();

        var error = await Assert.ThrowsAsync<ApiException>(
            async () => await _engine.EncryptAsync("vault", new EncryptionOptions("key", "AES"), new Chunks(new byte[5]), sink, CancellationToken));

        Assert.Equal("failed to perform operation: failed to wrap the file key: key not found", error.Message);
        Assert.Empty(sink.Data);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Why_a_key_could_not_be_unwrapped_is_not_told(bool isTimeout)
    {
        var (_, document) = await ManifestAsync(new EncryptionOptions("key", "AES"));
        _provider.Failure = isTimeout ? new ResilienceException("secret reason", isTimeout: true) : new ComponentException("secret reason");

        var error = await Assert.ThrowsAsync<ApiException>(
            async () => await _engine.DecryptAsync("vault", "", new Chunks(document), new Collected(), CancellationToken));

        Assert.Contains("signature", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret reason", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault", "ERR_CRYPTO", ErrorKind.Unavailable, "no such folder")]
    [InlineData("other", "ERR_CRYPTO_PROVIDER_NOT_FOUND", ErrorKind.InvalidArgument, "crypto provider other not found")]
    [InlineData("nowhere", "ERR_CRYPTO_PROVIDER_NOT_FOUND", ErrorKind.InvalidArgument, "crypto provider nowhere not found")]
    [InlineData("", "ERR_BAD_REQUEST", ErrorKind.InvalidArgument, "invalid request: missing component name")]
    public void A_provider_that_cannot_be_used_is_told_of(string name, string code, ErrorKind kind, string message)
        => AssertError(Engine(new OpenProvider().Register(ComponentHealth.Failed)), name, code, kind, message);

    [Fact]
    public void Without_any_provider_that_is_said()
        => AssertError(Engine(new ComponentRegistry()), "", "ERR_CRYPTO_PROVIDERS_NOT_CONFIGURED", ErrorKind.Internal, "crypto providers not configured");

    [Fact]
    public async Task A_failed_operation_tells_nothing_of_its_reason()
    {
        _provider.Failure = new ComponentException("the padding is wrong");
        var attempts = new Dictionary<string, Func<Task>>
        {
            ["failed to encrypt"] = async () => await _engine.EncryptAsync("vault", new CryptoEncryption("key", "A256GCM", new byte[1]), CancellationToken),
            ["failed to decrypt"] = async () => await _engine.DecryptAsync("vault", new CryptoDecryption("key", "A256CBC", new byte[1]), CancellationToken),
            ["failed to wrap key"] = async () => await _engine.WrapKeyAsync("vault", new CryptoEncryption("key", "A256KW", new byte[16]), CancellationToken),
            ["failed to unwrap key"] = async () => await _engine.UnwrapKeyAsync("vault", new CryptoDecryption("key", "A256KW", new byte[16]), CancellationToken),
            ["failed to sign"] = async () => await _engine.SignAsync("vault", "key", "RS256", new byte[32], CancellationToken),
            ["failed to verify signature"] = async () => await _engine.VerifyAsync("vault", "key", "RS256", new byte[32], new byte[32], CancellationToken),
        };

        foreach (var (message, attempt) in attempts)
        {
            var error = await Assert.ThrowsAsync<ApiException>(attempt);
            Assert.Equal($"failed to perform operation: {message}", error.Message);
            Assert.Equal(CryptoErrors.Operation, error.Code);
        }
    }

    [Fact]
    public async Task A_key_that_cannot_be_had_has_its_own_error()
    {
        var error = await Assert.ThrowsAsync<ApiException>(async () => await _engine.GetKeyAsync("vault", "mine", CryptoKeyFormat.Pem, CancellationToken));

        Assert.Equal(CryptoErrors.Key, error.Code);
        Assert.Equal("failed to retrieve key mine: key not found", error.Message);
    }

    [Theory]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==", "000102030405060708090a0b0c0d0e0f")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}", "000102030405060708090a0b0c0d0e0f")]
    [InlineData("0123456789!?", "30313233343536373839213f")]
    public async Task A_key_to_wrap_may_be_in_any_form(string given, string wrapped)
    {
        var result = await _engine.WrapKeyAsync("vault", new CryptoEncryption("key", "A256KW", Encoding.UTF8.GetBytes(given)), CancellationToken);

        Assert.Equal(wrapped, Convert.ToHexStringLower(result.Ciphertext));
    }

    [Fact]
    public async Task A_key_to_wrap_that_is_none_is_refused()
    {
        var error = await Assert.ThrowsAsync<ApiException>(
            async () => await _engine.WrapKeyAsync("vault", new CryptoEncryption("key", "A256KW", "{\"kty\":\"oct\",\"k\":\"!secret!\"}"u8.ToArray()), CancellationToken));

        Assert.StartsWith("failed to perform operation: failed to parse plaintext key: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("!secret!", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_stream_ends()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _engine.EncryptAsync("vault", new EncryptionOptions("key", "AES"), new Endless(), new Collected(), cancellation.Token));
    }

    [Fact]
    public async Task No_more_than_a_segment_is_read_ahead()
    {
        var source = new Endless(64 * 1024 * 1024);
        var sink = new Behind(source);

        await _engine.EncryptAsync("vault", new EncryptionOptions("key", "AES"), source, sink, CancellationToken);

        Assert.Equal(1024, sink.Segments);
        Assert.InRange(sink.FurthestAhead, EncryptionScheme.SegmentSize, EncryptionScheme.SegmentSize + EncryptionScheme.TagSize + 1);
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static CryptoEngine Engine(ComponentRegistry registry) => new(registry, NoResilience.Instance, NullLogger.Instance);

    private static void AssertError(CryptoEngine engine, string name, string code, ErrorKind kind, string message)
    {
        var error = Assert.Throws<ApiException>(() => engine.RequireProvider(name));
        Assert.Equal(code, error.Code.Name);
        Assert.Equal(kind, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private async Task<(JsonElement Manifest, byte[] Document)> ManifestAsync(EncryptionOptions options)
    {
        var encrypted = new Collected();
        await _engine.EncryptAsync("vault", options, new Chunks("hello"u8.ToArray()), encrypted, CancellationToken);
        var lines = Encoding.Latin1.GetString(encrypted.Data).Split('\n');
        Assert.Equal("dapr.io/enc/v1", lines[0]);
        using var document = JsonDocument.Parse(lines[1]);
        return (document.RootElement.Clone(), encrypted.Data);
    }

    private sealed class Endless(long length = long.MaxValue) : ICryptoSource
    {
        public long Read { get; private set; }

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = (int)Math.Min(buffer.Length, length - Read);
            Read += count;
            return new ValueTask<int>(count);
        }
    }

    // How far what is written lags behind what is read.
    private sealed class Behind(Endless source) : ICryptoSink
    {
        private long _written;
        private bool _hasHeader;

        public int Segments { get; private set; }

        public long FurthestAhead { get; private set; }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            FurthestAhead = Math.Max(FurthestAhead, source.Read - _written);
            if (_hasHeader)
            {
                _written += data.Length - EncryptionScheme.TagSize;
                Segments++;
            }

            _hasHeader = true;
            return ValueTask.CompletedTask;
        }
    }
}
