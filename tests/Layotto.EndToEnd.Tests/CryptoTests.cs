using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>The crypto API of the built process: through the official SDK, through plain HTTP, and through one and the other.</summary>
public sealed class CryptoTests(CryptoTests.Shared shared) : IClassFixture<CryptoTests.Shared>
{
    private static readonly string[] Cases =
    [
        "text_with_a_symmetric_key", "text_with_an_RSA_key", "text_with_a_key_of_a_set", "every_boundary_of_segments", "the_other_cipher",
        "a_stream_of_16_MiB", "a_document_without_the_name_of_its_key", "a_document_that_names_another_key", "a_changed_document",
        "a_document_that_was_cut", "a_wrong_key", "a_key_that_is_missing", "a_provider_that_is_missing", "an_algorithm_that_is_none",
        "a_document_for_another_client",
    ];

    public static TheoryData<string> All => [.. Cases];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public void Official_client(string name)
    {
        var error = Assert.Contains(name, shared.ByCase);
        Assert.True(error.Length == 0, error);
    }

    [Fact]
    public void Every_case_of_the_script_is_listed() => Assert.Equal(Cases.Length, shared.ByCase.Count);

    [Fact]
    public async Task A_document_of_the_SDK_is_decrypted_over_HTTP()
    {
        var (status, type, body) = await PutAsync("crypto/files/decrypt", await File.ReadAllBytesAsync(shared.File("document.bin"), CancellationToken));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("application/octet-stream", type);
        Assert.Equal(await File.ReadAllBytesAsync(shared.File("plaintext.bin"), CancellationToken), body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(3_500_000)]
    public async Task HTTP_encrypts_and_decrypts(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var (status, _, document) = await PutAsync(
            "crypto/files/encrypt", plaintext, ("dapr-key-name", "symmetric"), ("dapr-key-wrap-algorithm", "aes"), ("dapr-data-encryption-cipher", "aes-gcm"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("dapr.io/enc/v1\n{\"k\":\"symmetric\"", Encoding.Latin1.GetString(document), StringComparison.Ordinal);
        Assert.Equal(plaintext, (await PutAsync("crypto/files/decrypt", document)).Body);
        Assert.Equal(plaintext, (await PutAsync("crypto/files/decrypt", document, ("dapr-key-name", "symmetric"))).Body);
    }

    [Fact]
    public async Task HTTP_leaves_out_and_replaces_the_name_of_the_key()
    {
        var omitted = await PutAsync(
            "crypto/files/encrypt", [1], ("dapr-key-name", "symmetric"), ("dapr-key-wrap-algorithm", "AES"), ("dapr-omit-decryption-key-name", "true"));
        var replaced = await PutAsync(
            "crypto/files/encrypt", [1], ("dapr-key-name", "symmetric"), ("dapr-key-wrap-algorithm", "AES"), ("dapr-decryption-key-name", "another"));

        Assert.StartsWith("dapr.io/enc/v1\n{\"kw\":1", Encoding.Latin1.GetString(omitted.Body), StringComparison.Ordinal);
        Assert.StartsWith("dapr.io/enc/v1\n{\"k\":\"another\"", Encoding.Latin1.GetString(replaced.Body), StringComparison.Ordinal);
    }

    /// <summary>This client reads nothing before it has sent everything, and what is sent is more than is held back.</summary>
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_client_that_does_not_read_while_it_sends_is_served(string version)
    {
        using var folder = new EndToEndGateway();
        shared.WriteProviders(folder);
        await using var gateway = await folder.StartAsync("--max-body-size", "64Mi");
        var plaintext = RandomNumberGenerator.GetBytes(20_000_000);

        var document = await SendLargeAsync(gateway, version, "encrypt", plaintext);

        Assert.Equal(plaintext, await SendLargeAsync(gateway, version, "decrypt", document));
        document[^1] ^= 1;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendLargeAsync(gateway, version, "decrypt", document));
    }

    [Theory]
    [InlineData("crypto/nowhere/encrypt", 400, "ERR_CRYPTO_PROVIDER_NOT_FOUND", "crypto provider nowhere not found")]
    [InlineData("crypto/statestore/decrypt", 400, "ERR_CRYPTO_PROVIDER_NOT_FOUND", "crypto provider statestore not found")]
    [InlineData("crypto/files/encrypt", 400, "ERR_BAD_REQUEST", "invalid request: missing header 'dapr-key-name'")]
    [InlineData("crypto/files/encrypt name", 400, "ERR_BAD_REQUEST", "invalid request: missing header 'dapr-key-wrap-algorithm'")]
    [InlineData("crypto/files/encrypt name=nowhere algorithm=AES", 500, "ERR_CRYPTO", "failed to wrap the file key: key not found")]
    [InlineData("crypto/files/encrypt name=../resources.yaml algorithm=AES", 500, "ERR_CRYPTO", "can't have \"..\"")]
    [InlineData("crypto/files/encrypt name=symmetric algorithm=ROT13", 500, "ERR_CRYPTO", "must be one of A256KW")]
    [InlineData("crypto/files/decrypt", 500, "ERR_CRYPTO", "isn't of the scheme")]
    public async Task HTTP_errors(string request, int status, string code, string message)
    {
        var parts = request.Split(' ');
        var headers = parts.Skip(1).Select(part => part.Split('=')).Select(part => (part[0] == "name" ? "dapr-key-name" : "dapr-key-wrap-algorithm", part.Length > 1 ? part[1] : "x"));

        var (actual, _, body) = await PutAsync(parts[0], "not a document"u8.ToArray(), [.. headers]);

        Assert.Contains(message, (actual, Encoding.UTF8.GetString(body)).AssertError(status, code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var (status, _, body) = await PutAsync(
            "crypto/files/encrypt", new byte[5_000_000], ("dapr-key-name", "symmetric"), ("dapr-key-wrap-algorithm", "AES"));

        Assert.Contains("--max-body-size", (status, Encoding.UTF8.GetString(body)).AssertError(400, "ERR_BODY_READ"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subtle_operations_over_HTTP()
    {
        var message = Convert.ToBase64String("a small message"u8);
        var nonce = Convert.ToBase64String(new byte[12]);
        using var encrypted = await SubtleAsync("encrypt", $$"""{"keyName":"symmetric","algorithm":"A256GCM","plaintext":"{{message}}","nonce":"{{nonce}}"}""");
        var (ciphertext, tag) = (Text(encrypted, "ciphertext"), Text(encrypted, "tag"));
        using var decrypted = await SubtleAsync(
            "decrypt", $$"""{"key_name":"symmetric","algorithm":"A256GCM","ciphertext":"{{ciphertext}}","nonce":"{{nonce}}","tag":"{{tag.TrimEnd('=')}}","unknown":1}""");
        Assert.Equal(message, Text(decrypted, "plaintext"));

        using var wrapped = await SubtleAsync(
            "wrapkey", $$"""{"keyName":"symmetric","algorithm":"A256KW","plaintextKey":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}}"}""");
        Assert.Equal(40, Convert.FromBase64String(Text(wrapped, "wrappedKey")).Length);
        using var unwrapped = await SubtleAsync("unwrapkey", $$"""{"keyName":"symmetric","algorithm":"A256KW","wrappedKey":"{{Text(wrapped, "wrappedKey")}}"}""");
        Assert.Equal(32, Convert.FromBase64String(Text(unwrapped, "plaintextKey")).Length);

        var digest = Convert.ToBase64String(SHA256.HashData("a small message"u8));
        using var signed = await SubtleAsync("sign", $$"""{"keyName":"rsa.pem","algorithm":"PS256","digest":"{{digest}}"}""");
        using var valid = await SubtleAsync("verify", $$"""{"keyName":"rsa.pem","algorithm":"PS256","digest":"{{digest}}","signature":"{{Text(signed, "signature")}}"}""");
        Assert.True(valid.RootElement.GetProperty("valid").GetBoolean());
        using var invalid = await SubtleAsync("verify", $$"""{"keyName":"rsa.pem","algorithm":"RS256","digest":"{{digest}}","signature":"{{Text(signed, "signature")}}"}""");
        Assert.Equal("{}", invalid.RootElement.GetRawText());

        using var pem = await SubtleAsync("getkey", """{"name":"rsa.pem"}""");
        Assert.Equal("rsa.pem", Text(pem, "name"));
        Assert.Equal(shared.PublicPem, Text(pem, "publicKey").TrimEnd('\n'));
        using var jwk = await SubtleAsync("getkey", """{"name":"rsa.pem","format":"JSON"}""");
        using var key = JsonDocument.Parse(Text(jwk, "publicKey"));
        Assert.Equal("RSA", key.RootElement.GetProperty("kty").GetString());
    }

    [Theory]
    [InlineData("files/getkey", """{"name":"symmetric"}""", 500, "ERR_CRYPTO_KEY", "failed to retrieve key symmetric: key not found")]
    [InlineData("files/getkey", """{"name":"rsa.pem","format":7}""", 400, "ERR_BAD_REQUEST", "invalid key format")]
    [InlineData("files/encrypt", "", 500, "ERR_CRYPTO", "failed to encrypt")]
    [InlineData("files/encrypt", "[]", 400, "ERR_MALFORMED_REQUEST", "object")]
    [InlineData("files/encrypt", "nonsense", 400, "ERR_MALFORMED_REQUEST", "HTTP body")]
    [InlineData("files/encrypt", """{"keyName":7}""", 400, "ERR_MALFORMED_REQUEST", "keyName")]
    [InlineData("files/decrypt", """{"keyName":"symmetric","algorithm":"A256CBC","ciphertext":"!"}""", 400, "ERR_MALFORMED_REQUEST", "ciphertext")]
    [InlineData("files/decrypt", """{"keyName":"symmetric","algorithm":"A256CBC","ciphertext":"AAAA"}""", 500, "ERR_CRYPTO", "failed to decrypt")]
    [InlineData("nowhere/sign", "{}", 400, "ERR_CRYPTO_PROVIDER_NOT_FOUND", "nowhere")]
    public async Task Subtle_errors(string path, string body, int status, string code, string message)
        => Assert.Contains(
            message, (await shared.Gateway.SendAsync("POST", $"/v1.0-alpha1/subtlecrypto/{path}", body)).AssertError(status, code), StringComparison.Ordinal);

    [Fact]
    public async Task Subtle_operations_over_gRPC()
    {
        var address = new UriBuilder("http", "127.0.0.1", shared.Gateway.GrpcPort).Uri;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };

        var sign = new SubtleSignRequest { ComponentName = "files", KeyName = "rsa.pem", Algorithm = "RS256", Digest = Google.Protobuf.ByteString.CopyFrom(SHA256.HashData("x"u8)) };
        var (status, message, response) = await RawGrpc.CallAsync(client, address, "/dapr.proto.runtime.v1.Dapr/SubtleSignAlpha1", sign, CancellationToken);
        Assert.True(status == 0, message);

        using var rsa = RSA.Create();
        rsa.ImportFromPem(shared.PublicPem);
        var signature = SubtleSignResponse.Parser.ParseFrom(response).Signature.ToByteArray();
        Assert.True(rsa.VerifyHash(SHA256.HashData("x"u8), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        (status, message, _) = await RawGrpc.CallAsync(
            client, address, "/dapr.proto.runtime.v1.Dapr/SubtleGetKeyAlpha1", new SubtleGetKeyRequest { ComponentName = "set", Name = "in-the-set" }, CancellationToken);
        Assert.Equal((13, "failed to retrieve key in-the-set: key not found"), (status, message));
    }

    [Fact]
    public async Task A_stream_without_options_is_refused()
    {
        var address = new UriBuilder("http", "127.0.0.1", shared.Gateway.GrpcPort).Uri;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };

        var (status, message, _) = await RawGrpc.CallAsync(client, address, "/dapr.proto.runtime.v1.Dapr/EncryptAlpha1", new EncryptRequest(), CancellationToken);

        Assert.Equal((3, "invalid request: first message does not contain the required options"), (status, message));
    }

    [Fact]
    public async Task Keys_are_never_logged()
    {
        await shared.Gateway.SendAsync("POST", "/v1.0-alpha1/subtlecrypto/files/encrypt", """{"keyName":"symmetric","algorithm":"ROT13"}""");
        await shared.Gateway.SendAsync("POST", "/v1.0-alpha1/subtlecrypto/files/encrypt", """{"keyName":"broken.pem","algorithm":"RSA-OAEP"}""");

        // The reasons are in the log, at debug level, the second one last.
        await shared.Gateway.WaitForLineAsync("the key's file can't be used");

        Assert.DoesNotContain(shared.SymmetricKey, shared.Gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAAsecret", shared.Gateway.Log, StringComparison.Ordinal);
    }

    private static async Task<byte[]> SendLargeAsync(GatewayProcess gateway, string version, string operation, byte[] body)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(gateway.HttpAddress, $"/v1.0-alpha1/crypto/files/{operation}"))
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Headers.Add("dapr-key-name", "symmetric");
        request.Headers.Add("dapr-key-wrap-algorithm", "AES");
        using var response = await client.SendAsync(request, CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(CancellationToken);
    }

    private static string Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString()!;

    private async Task<JsonDocument> SubtleAsync(string operation, string body)
    {
        var (status, answer) = await shared.Gateway.SendAsync("POST", $"/v1.0-alpha1/subtlecrypto/files/{operation}", body);
        Assert.True(status == HttpStatusCode.OK, answer);
        return JsonDocument.Parse(answer);
    }

    private async Task<(HttpStatusCode Status, string? Type, byte[] Body)> PutAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(shared.Gateway.HttpAddress, $"/v1.0-alpha1/{path}"))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await client.SendAsync(request, CancellationToken);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(CancellationToken));
    }

    /// <summary>A gateway with two providers, and what the script came to.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

        private readonly EndToEndGateway _folder = new();
        private readonly RSA _rsa = RSA.Create(2048);

        public GatewayProcess Gateway { get; private set; } = null!;

        public Dictionary<string, string> ByCase { get; } = new(StringComparer.Ordinal);

        public string SymmetricKey { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        public string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

        public string File(string name) => Path.Combine(_folder.Folder, name);

        public async ValueTask InitializeAsync()
        {
            WriteProviders(_folder);
            Gateway = await _folder.StartAsync("--log-level", "debug");
            var lines = await NodeScript.RunAsync(
                "crypto.mjs", Patience, "127.0.0.1", Gateway.GrpcPort.ToString(CultureInfo.InvariantCulture), _folder.Folder);
            foreach (var line in lines)
            {
                using var document = JsonDocument.Parse(line);
                var root = document.RootElement;
                ByCase[root.GetProperty("name").GetString()!] = root.GetProperty("ok").GetBoolean() ? "" : root.GetProperty("error").GetString()!;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            _folder.Dispose();
            _rsa.Dispose();
        }

        internal void WriteProviders(EndToEndGateway folder)
        {
            Directory.CreateDirectory(Path.Combine(folder.Folder, "keys"));
            folder.Write("keys/symmetric", SymmetricKey);
            folder.Write("keys/other", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            folder.Write("keys/rsa.pem", _rsa.ExportPkcs8PrivateKeyPem());
            folder.Write("keys/rsa-public.pem", PublicPem);
            folder.Write("keys/broken.pem", "-----BEGIN PRIVATE KEY-----\nAAAAsecret==\n-----END PRIVATE KEY-----\n");
            folder.Write("jwks.json", """{"keys":[{"kty":"oct","kid":"in-the-set","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]}""");
            folder.Write("crypto.yaml", $"""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: files
                spec:
                  type: crypto.dapr.localstorage
                  version: v1
                  metadata:
                    - name: path
                      value: "{folder.Folder}/keys"
                ---
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata:
                  name: set
                spec:
                  type: crypto.dapr.jwks
                  version: v1
                  metadata:
                    - name: jwks
                      value: "{folder.Folder}/jwks.json"
                """);
        }
    }
}
