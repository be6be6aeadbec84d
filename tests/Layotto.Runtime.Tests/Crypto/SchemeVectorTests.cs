using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Layotto.Runtime.Crypto;
using Layotto.Runtime.Crypto.Scheme;
using Layotto.Runtime.Resiliency;
using Microsoft.Extensions.Logging.Abstractions;

namespace Layotto.Runtime.Tests.Crypto;

/// <summary>
/// Documents that others made. Those of scheme-vectors.json are from make-vectors.py, which follows the published description with
/// another library; the three below are the ones that Dapr publishes with its own tests.
/// </summary>
public sealed class SchemeVectorTests
{
    private static readonly JsonElement[] Vectors =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Crypto", "scheme-vectors.json"))).RootElement.EnumerateArray()];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Vectors.Length)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task The_document_is_byte_for_byte_the_other_s_and_is_read(int number)
    {
        var vector = Vectors[number];
        var plaintext = Plaintext(vector.GetProperty("size").GetInt32());
        var key = Convert.FromHexString(vector.GetProperty("key").GetString()!);
        var prefix = Convert.FromHexString(vector.GetProperty("noncePrefix").GetString()!);
        var manifest = new Manifest(
            vector.GetProperty("keyName").GetString()!, KeyWrapAlgorithm.A256Kw, key, (DataCipher)vector.GetProperty("cipher").GetInt32(), prefix);

        var encrypted = new Collected();
        using (var fileKey = FileKey.Import([.. key], prefix))
            await EncryptionScheme.EncryptAsync(fileKey, manifest, new Chunks(plaintext, 10_000), encrypted, CancellationToken);

        Assert.Equal(vector.GetProperty("length").GetInt32(), encrypted.Data.Length);
        Assert.Equal(vector.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(encrypted.Data)));
        Assert.Equal(plaintext, await DecryptAsync(encrypted.Data, vector.GetProperty("keyName").GetString()!.Length == 0 ? "some" : ""));
        if (vector.TryGetProperty("document", out var document))
            Assert.Equal(document.GetString(), Convert.ToBase64String(encrypted.Data));
    }

    [Theory]
    [InlineData(
        "ZGFwci5pby9lbmMvdjEKeyJrIjoibXlrZXkiLCJrdyI6MSwid2ZrIjoiUU9laStpRkhXaGFPNmY5aUVUQ2xGNDZPUDJ4aTdIc2kzbEpNL2ordHd0VT0iLCJjcGgiOjEsIm5wIjoibFBCbkpIa1hQQT09In0KRlV4ZEYvTVVLa0Vkenp5dEU1ZlVmOGs3Z0VtNW5aaWlOOEg0QUNFM05FZz0KzkBjJN6AcIx/IIThtRxLd499NiCh74rT6Y4m",
        "",
        "hello world")]
    [InlineData(
        "ZGFwci5pby9lbmMvdjEKeyJrdyI6MSwid2ZrIjoiMXQxbURjODdJOEpVZFBEMktsNkFLTHBCVitISnkwYXYzeVlSMi9RN0Z4ND0iLCJjcGgiOjEsIm5wIjoiUFlvb3A3YmVCZz09In0KNG01RjJYQ0ovVi9Pa1RiekRzVXl4KzlXTStJcU1GODAwV05IaHVWSmMwWT0K6TPncGggKmdgrG0u1tlmbnZG1YD60dlMcrCM",
        "mykey",
        "hello world")]
    [InlineData(
        "ZGFwci5pby9lbmMvdjEKeyJrIjoibXlrZXkiLCJrdyI6MSwid2ZrIjoicnZqd3F5TWE4dHhXOTc5Wkw5d2dsYjdmK1VHMWtXKy9oRHF2UDMvaWIrUT0iLCJjcGgiOjEsIm5wIjoiZ1ovVVZJMkpsUT09In0KekIrckVTamIzZ1I1Z3VHZm14dWtRLy9BcGZXNmE1NVdPeG82azB4ODlrRT0K",
        "",
        "")]
    public async Task Dapr_s_own_documents_are_read(string document, string keyName, string plaintext)
        => Assert.Equal(plaintext, Encoding.UTF8.GetString(await DecryptAsync(Convert.FromBase64String(document), keyName)));

    internal static byte[] Plaintext(int size) => [.. Enumerable.Range(0, size).Select(index => (byte)((index * 7) + (index / 251)))];

    private static async Task<byte[]> DecryptAsync(byte[] document, string keyName)
    {
        var engine = new CryptoEngine(new OpenProvider().Register(), NoResilience.Instance, NullLogger.Instance);
        var decrypted = new Collected();
        await engine.DecryptAsync("vault", keyName, new Chunks(document, 7_001), decrypted, CancellationToken);
        return decrypted.Data;
    }
}
