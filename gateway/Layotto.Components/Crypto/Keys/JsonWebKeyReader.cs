using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Layotto.Components.Crypto.Keys;

/// <summary>Reads a JSON Web Key (RFC 7517, 7518, 8037). Errors name members, never what is in them.</summary>
public static class JsonWebKeyReader
{
    private static readonly HashSet<string> Material =
        new(["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi", "oth", "k", "crv", "x", "y"], StringComparer.Ordinal);

    /// <summary>Reads a key.</summary>
    /// <exception cref="UnsupportedKeyException">Its type or curve is unknown.</exception>
    /// <exception cref="ComponentException">It is no key.</exception>
    public static CryptoKey Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object)
            throw new ComponentException("the key isn't a JSON object, as a JWK is");
        try
        {
            return Text(jwk, "kty") switch
            {
                "oct" => new SymmetricKey(Required(jwk, "k")) { Id = Id(jwk), Restrictions = Restrictions(jwk), Annotations = Annotations(jwk) },
                "RSA" => new RsaKey(RsaNumbers.Read(jwk)) { Id = Id(jwk), Restrictions = Restrictions(jwk), Annotations = Annotations(jwk) },
                "EC" => Elliptic(jwk),
                "OKP" => Edwards(jwk),
                "" => throw new ComponentException("the key has no member \"kty\", so it is no JWK"),
                _ => throw new UnsupportedKeyException("the key's \"kty\" is none of oct, RSA, EC and OKP"),
            };
        }
        catch (CryptographicException)
        {
            throw new ComponentException("the key's numbers don't make a key");
        }
        catch (InvalidOperationException)
        {
            // What a JSON string throws whose text isn't valid Unicode.
            throw new ComponentException("the key has a text that isn't valid Unicode");
        }
    }

    internal static byte[] Required(JsonElement jwk, string name)
        => Optional(jwk, name) ?? throw new ComponentException($"the key has no member \"{name}\"");

    internal static byte[]? Optional(JsonElement jwk, string name)
    {
        var text = Text(jwk, name);
        if (text.Length == 0)
            return null;
        try
        {
            return Base64Url.DecodeFromChars(text.Replace('+', '-').Replace('/', '_').TrimEnd('='));
        }
        catch (FormatException)
        {
            throw new ComponentException($"the key's member \"{name}\" isn't in Base64url");
        }
    }

    private static EllipticKey Elliptic(JsonElement jwk)
    {
        var name = Text(jwk, "crv");
        var (curve, size) = EllipticCurves.Find(name);
        var parameters = new ECParameters
        {
            Curve = curve,
            Q = new ECPoint { X = Sized(jwk, "x", size), Y = Sized(jwk, "y", size) },
            D = Optional(jwk, "d") is null ? null : Sized(jwk, "d", size),
        };

        // Made once, to find out whether the point is on the curve.
        using (ECDsa.Create(parameters))
            return new EllipticKey(name, parameters) { Id = Id(jwk), Restrictions = Restrictions(jwk), Annotations = Annotations(jwk) };
    }

    private static EdwardsKey Edwards(JsonElement jwk)
    {
        var curve = Text(jwk, "crv");
        if (curve is not (EdwardsKey.Ed25519 or EdwardsKey.X25519))
            throw new UnsupportedKeyException("the key's \"crv\" is neither Ed25519 nor X25519");
        var seed = Optional(jwk, "d") is null ? null : Sized(jwk, "d", EdwardsKey.Size);
        return new EdwardsKey(curve, Sized(jwk, "x", EdwardsKey.Size), seed)
        {
            Id = Id(jwk),
            Restrictions = Restrictions(jwk),
            Annotations = Annotations(jwk),
        };
    }

    private static byte[] Sized(JsonElement jwk, string name, int size)
    {
        var bytes = Required(jwk, name);
        return bytes.Length == size ? bytes : throw new ComponentException($"the key's member \"{name}\" has {bytes.Length} bytes; it must have {size}");
    }

    private static string? Id(JsonElement jwk) => Text(jwk, "kid") is { Length: > 0 } id ? id : null;

    private static CryptoKeyRestrictions Restrictions(JsonElement jwk) => new()
    {
        Use = Text(jwk, "use"),
        Algorithm = Text(jwk, "alg"),
        Operations = Texts(jwk, "key_ops"),
        NotBefore = Time(jwk, "nbf"),
        Expires = Time(jwk, "exp"),
    };

    private static Dictionary<string, string> Annotations(JsonElement jwk)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in jwk.EnumerateObject().Where(member => !Material.Contains(member.Name)))
            annotations[member.Name] = member.Value.GetRawText();
        return annotations;
    }

    private static string Text(JsonElement jwk, string name)
    {
        if (!jwk.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return "";
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new ComponentException($"the key's member \"{name}\" isn't a string");
    }

    private static string[] Texts(JsonElement jwk, string name)
    {
        if (!jwk.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return [];
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw new ComponentException($"the key's member \"{name}\" isn't an array of strings");
    }

    private static DateTimeOffset? Time(JsonElement jwk, string name)
    {
        if (!jwk.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds))
                return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        }
        catch (ArgumentOutOfRangeException)
        {
            // Said below.
        }

        throw new ComponentException($"the key's member \"{name}\" isn't a time in seconds since 1970");
    }
}
