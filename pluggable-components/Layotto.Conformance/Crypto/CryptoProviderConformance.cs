using System.Security.Cryptography;
using Layotto.Components;
using Layotto.Components.Crypto;

namespace Layotto.Conformance.Crypto;

/// <summary>What every crypto provider must do: the cases of Dapr's conformance tests, and what those leave out.</summary>
public static class CryptoProviderConformance
{
    private static readonly string[] RequiredOfPrivateKeys = ["RSA-OAEP", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];
    private static readonly string[] RequiredOfSymmetricKeys = ["A256CBC", "A256GCM", "A256KW"];
    private static readonly byte[] Message = "A message that is no multiple of 16 bytes"u8.ToArray();
    private static readonly byte[] Multiple = "A message that's two blocks long"u8.ToArray();

    /// <summary>The suite.</summary>
    public static ConformanceSuite<CryptoProviderSubject> Suite { get; } = new(
        "crypto",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Provider.PingAsync(cancellationToken)),
            new("it has the least algorithms of private keys", (subject, _) =>
            {
                foreach (var algorithm in RequiredOfPrivateKeys)
                    Expect.True(subject.PrivateKeys.ContainsKey(algorithm), $"there should be a private key for {algorithm}");
                return Task.CompletedTask;
            }) { Obstacle = NoKeys },
            new("it has the least algorithms of symmetric keys", (subject, _) =>
            {
                foreach (var algorithm in RequiredOfSymmetricKeys)
                    Expect.True(subject.SymmetricKeys.ContainsKey(algorithm), $"there should be a symmetric key for {algorithm}");
                return Task.CompletedTask;
            }) { Needs = [CryptoProviderAbilities.SymmetricKeys] },
            new("it lists the algorithms of its keys", (subject, _) =>
            {
                var listed = subject.Provider.EncryptionAlgorithms.Concat(subject.Provider.SignatureAlgorithms).ToHashSet(StringComparer.Ordinal);
                foreach (var algorithm in subject.SymmetricKeys.Keys.Concat(subject.PrivateKeys.Keys).Concat(subject.PublicKeys.Keys))
                    Expect.True(listed.Contains(algorithm), $"{algorithm} should be among the supported algorithms");
                return Task.CompletedTask;
            }) { Obstacle = NoKeys },
            new("the public part of a private key is given", async (subject, cancellationToken) =>
            {
                foreach (var name in subject.PrivateKeys.Values.Distinct())
                    Expect.True(!(await subject.Provider.GetPublicKeyAsync(name, cancellationToken)).IsPrivate, $"the key {name} should be given without its private part");
            }) { Obstacle = NoKeys },
            new("a public key is given", async (subject, cancellationToken) =>
            {
                foreach (var name in subject.PublicKeys.Values.Distinct())
                    Expect.True((await subject.Provider.GetPublicKeyAsync(name, cancellationToken)).ToPublicPem().Length > 0, $"the key {name} should be given");
            }) { Needs = [CryptoProviderAbilities.PublicKeys] },
            new("a symmetric key is not given", async (subject, cancellationToken) =>
            {
                foreach (var name in subject.SymmetricKeys.Values.Distinct())
                {
                    await Expect.ThrowsAsync<CryptoKeyNotFoundException>(
                        async () => await subject.Provider.GetPublicKeyAsync(name, cancellationToken), $"asking for the public part of the symmetric key {name}");
                }
            }) { Needs = [CryptoProviderAbilities.SymmetricKeys] },
            new("a key that isn't there is not found", async (subject, cancellationToken) =>
            {
                var name = $"conformance-{Guid.NewGuid():N}";
                await Expect.ThrowsAsync<CryptoKeyNotFoundException>(
                    async () => await subject.Provider.GetPublicKeyAsync(name, cancellationToken), "asking for a key that isn't there");
                await Expect.ThrowsAsync<ComponentException>(
                    async () => await subject.Provider.EncryptAsync(new CryptoEncryption(name, "A256GCM", Message, new byte[12]), cancellationToken),
                    "encrypting with a key that isn't there");
            }),
            new("symmetric keys encrypt", (subject, cancellationToken) => EachAsync(subject, subject.SymmetricKeys, isWrap: false, cancellationToken))
            {
                Needs = [CryptoProviderAbilities.SymmetricKeys],
            },
            new("symmetric keys wrap", (subject, cancellationToken) => EachAsync(subject, subject.SymmetricKeys, isWrap: true, cancellationToken))
            {
                Needs = [CryptoProviderAbilities.SymmetricKeys],
            },
            new("private keys encrypt", (subject, cancellationToken) => EachAsync(subject, subject.PrivateKeys, isWrap: false, cancellationToken)) { Obstacle = NoKeys },
            new("private keys wrap", (subject, cancellationToken) => EachAsync(subject, subject.PrivateKeys, isWrap: true, cancellationToken)) { Obstacle = NoKeys },
            new("public keys encrypt and wrap", async (subject, cancellationToken) =>
            {
                foreach (var (algorithm, name) in Encrypting(subject, subject.PublicKeys))
                {
                    var request = new CryptoEncryption(name, algorithm, Message);
                    Expect.True((await subject.Provider.EncryptAsync(request, cancellationToken)).Ciphertext.Length > 0, $"{algorithm} should encrypt");
                    Expect.True((await subject.Provider.WrapKeyAsync(request, cancellationToken)).Ciphertext.Length > 0, $"{algorithm} should wrap");
                }
            }) { Needs = [CryptoProviderAbilities.PublicKeys] },
            new("private keys sign", async (subject, cancellationToken) =>
            {
                foreach (var (algorithm, name) in subject.PrivateKeys.Where(key => subject.Provider.SignatureAlgorithms.Contains(key.Key)))
                    await SignAsync(subject.Provider, algorithm, name, cancellationToken);
            }) { Obstacle = NoKeys },
            new("an unknown algorithm is refused", async (subject, cancellationToken) =>
            {
                foreach (var name in subject.PrivateKeys.Values.Distinct())
                {
                    await Expect.ThrowsAsync<ComponentException>(
                        async () => await subject.Provider.EncryptAsync(new CryptoEncryption(name, "ROT13", Message), cancellationToken), "encrypting with ROT13");
                    await Expect.ThrowsAsync<ComponentException>(
                        async () => await subject.Provider.SignAsync(name, "ROT13", new byte[32], cancellationToken), "signing with ROT13");
                }
            }) { Obstacle = NoKeys },
            new("a cancelled call is not carried out", async (subject, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(
                    async () => await subject.Provider.GetPublicKeyAsync(subject.PrivateKeys.Values.First(), cancelled.Token), "a call that is cancelled beforehand");
            }) { Obstacle = NoKeys },
        ]);

    private static string? NoKeys(CryptoProviderSubject subject) => subject.PrivateKeys.Count == 0 ? "needs to be told of a private key that the provider has" : null;

    private static IEnumerable<KeyValuePair<string, string>> Encrypting(CryptoProviderSubject subject, IReadOnlyDictionary<string, string> keys)
        => keys.Where(key => subject.Provider.EncryptionAlgorithms.Contains(key.Key));

    private static async Task EachAsync(
        CryptoProviderSubject subject, IReadOnlyDictionary<string, string> keys, bool isWrap, CancellationToken cancellationToken)
    {
        foreach (var (algorithm, name) in Encrypting(subject, keys))
        {
            await RoundTripAsync(
                subject.Provider, isWrap, new CryptoEncryption(name, algorithm, MessageFor(algorithm), RandomNumberGenerator.GetBytes(NonceSize(algorithm))), cancellationToken);
        }
    }

    private static async Task RoundTripAsync(ICryptoProvider provider, bool isWrap, CryptoEncryption request, CancellationToken cancellationToken)
    {
        var (name, algorithm) = (request.KeyName, request.Algorithm);
        var encrypted = isWrap ? await provider.WrapKeyAsync(request, cancellationToken) : await provider.EncryptAsync(request, cancellationToken);
        Expect.Equal(TagSize(algorithm), encrypted.Tag.Length, $"the length of the tag of {algorithm}");
        var right = new CryptoDecryption(name, algorithm, encrypted.Ciphertext, request.Nonce, encrypted.Tag);
        Expect.Bytes(request.Plaintext, await DecryptAsync(right), $"what {algorithm} decrypts");
        await Expect.ThrowsAsync<ComponentException>(() => DecryptAsync(right with { KeyName = $"conformance-{Guid.NewGuid():N}" }), "decrypting with a missing key");
        if (encrypted.Tag.Length > 0)
        {
            var wrong = right with { Tag = RandomNumberGenerator.GetBytes(encrypted.Tag.Length) };
            await Expect.ThrowsAsync<ComponentException>(() => DecryptAsync(wrong), $"decrypting {algorithm} with another tag");
            await Expect.ThrowsAsync<ComponentException>(() => DecryptAsync(right with { Tag = default }), $"decrypting {algorithm} without its tag");
        }

        if (request.Nonce.Length > 0)
            await Expect.ThrowsAsync<ComponentException>(() => DecryptAsync(right with { Nonce = new byte[3] }), $"decrypting {algorithm} with a nonce of 3 bytes");

        async Task<byte[]> DecryptAsync(CryptoDecryption request)
            => isWrap ? await provider.UnwrapKeyAsync(request, cancellationToken) : await provider.DecryptAsync(request, cancellationToken);
    }

    private static async Task SignAsync(ICryptoProvider provider, string algorithm, string name, CancellationToken cancellationToken)
    {
        var digest = algorithm switch
        {
            "EdDSA" => Message,
            _ when algorithm.EndsWith("256", StringComparison.Ordinal) => SHA256.HashData(Message),
            _ when algorithm.EndsWith("384", StringComparison.Ordinal) => SHA384.HashData(Message),
            _ => SHA512.HashData(Message),
        };
        var signature = await provider.SignAsync(name, algorithm, digest, cancellationToken);
        Expect.True(await provider.VerifyAsync(name, algorithm, digest, signature, cancellationToken), $"the signature of {algorithm} should be right");
        digest = [.. digest];
        digest[0]++;
        Expect.True(!await provider.VerifyAsync(name, algorithm, digest, signature, cancellationToken), $"{algorithm} should see that the digest is another");
    }

    private static byte[] MessageFor(string algorithm)
        => algorithm.EndsWith("NOPAD", StringComparison.Ordinal) || (algorithm.EndsWith("KW", StringComparison.Ordinal) && algorithm[0] == 'A') ? Multiple : Message;

    private static int NonceSize(string algorithm) => algorithm switch
    {
        _ when algorithm.Contains("CBC", StringComparison.Ordinal) => 16,
        _ when algorithm.StartsWith("XC20P", StringComparison.Ordinal) => 24,
        _ when algorithm.StartsWith("C20P", StringComparison.Ordinal) || algorithm.Contains("GCM", StringComparison.Ordinal) => 12,
        _ => 0,
    };

    private static int TagSize(string algorithm) => algorithm switch
    {
        "A192CBC-HS384" => 24,
        "A256CBC-HS512" => 32,
        _ when algorithm.Contains("GCM", StringComparison.Ordinal)
            || algorithm.Contains("C20P", StringComparison.Ordinal)
            || algorithm.Contains("HS256", StringComparison.Ordinal) => 16,
        _ => 0,
    };
}
