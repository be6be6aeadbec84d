using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Layotto.Components.Crypto.Keys;

/// <summary>A key. Its material is never part of its text or of an error about it.</summary>
public abstract class CryptoKey
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private protected CryptoKey()
    {
    }

    /// <summary>Its id, the <c>kid</c> of a JWK; null where it has none.</summary>
    public string? Id { get; init; }

    /// <summary>What it may be used for.</summary>
    public CryptoKeyRestrictions Restrictions { get; init; } = CryptoKeyRestrictions.None;

    /// <summary>The type of key as JWKs name it: <c>oct</c>, <c>RSA</c>, <c>EC</c> or <c>OKP</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Whether it can do what only its owner can: it is symmetric, or has a private part.</summary>
    public abstract bool IsPrivate { get; }

    /// <summary>The members of its JWK that aren't key material, such as <c>kid</c> and <c>use</c>, each as JSON text.</summary>
    internal IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The bytes that are wrapped: those of a symmetric key, PKCS #8 of a private one, SubjectPublicKeyInfo of a public one.</summary>
    public abstract byte[] Serialize();

    /// <summary>The key without its private part.</summary>
    /// <exception cref="CryptoKeyNotFoundException">It is symmetric.</exception>
    public abstract CryptoKey ToPublic();

    /// <summary>The public part as SubjectPublicKeyInfo in PEM.</summary>
    /// <exception cref="ComponentException">It has no such form.</exception>
    public string ToPublicPem() => PemEncoding.WriteString("PUBLIC KEY", ToPublic().Serialize()) + "\n";

    /// <summary>The public part as a JWK, its members in alphabetical order.</summary>
    /// <exception cref="CryptoKeyNotFoundException">It is symmetric.</exception>
    public string ToPublicJson()
    {
        var members = new SortedDictionary<string, string>(Annotations.ToDictionary(), StringComparer.Ordinal) { ["kty"] = $"\"{Type}\"" };
        foreach (var (name, value) in PublicMembers())
            members[name] = $"\"{value}\"";
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Type} key";

    private protected abstract IEnumerable<(string Name, string Value)> PublicMembers();
}
