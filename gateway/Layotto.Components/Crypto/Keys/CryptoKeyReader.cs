using System.Text;
using System.Text.Json;

namespace Layotto.Components.Crypto.Keys;

/// <summary>Reads keys, in every form that Dapr's crypto components take.</summary>
public static class CryptoKeyReader
{
    /// <summary>How deep a JWK may nest.</summary>
    internal const int MaxDepth = 16;

    private static readonly int[] SizesOfRawKeys = [16, 24, 32];

    /// <summary>Reads a key.</summary>
    /// <remarks>
    /// Dapr's rule for telling forms apart: a brace begins a JWK, unless there are 16, 24 or 32 bytes in all, which are a raw key then;
    /// dashes begin PEM; the rest is a symmetric key, in Base64 of either alphabet where it can be read as that, else as it is.
    /// </remarks>
    /// <exception cref="ComponentException">It is no key; the message doesn't quote it.</exception>
    public static CryptoKey Read(ReadOnlyMemory<byte> text, CryptoKeyFormat format = CryptoKeyFormat.Any)
    {
        if (text.IsEmpty)
            throw new ComponentException("the key is empty");
        if (format == CryptoKeyFormat.Any)
            format = Sniff(text.Span);
        return format switch
        {
            CryptoKeyFormat.Jwk => ReadJwk(text),
            CryptoKeyFormat.Pem => PemKeyReader.Read(Encoding.UTF8.GetString(text.Span)),
            _ => ReadSymmetric(text.Span),
        };
    }

    private static CryptoKeyFormat Sniff(ReadOnlySpan<byte> text)
    {
        if (text[0] == (byte)'{' && !SizesOfRawKeys.AsSpan().Contains(text.Length))
            return CryptoKeyFormat.Jwk;
        return text.Length > 10 && text.StartsWith("-----"u8) ? CryptoKeyFormat.Pem : CryptoKeyFormat.Any;
    }

    private static CryptoKey ReadJwk(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return JsonWebKeyReader.Read(document.RootElement);
        }
        catch (JsonException)
        {
            throw new ComponentException("the key isn't valid JSON");
        }
    }

    private static SymmetricKey ReadSymmetric(ReadOnlySpan<byte> text)
    {
        var bytes = DecodeBase64(text) ?? text.ToArray();
        return bytes.Length > 0 ? new SymmetricKey(bytes) : throw new ComponentException("the key is empty");
    }

    // Padding may be missing, line ends may stand anywhere, and either alphabet will do, though not a mixture.
    private static byte[]? DecodeBase64(ReadOnlySpan<byte> text)
    {
        var characters = new StringBuilder(text.Length);
        var (isStandard, isUrl) = (false, false);
        foreach (var one in text.TrimEnd("\n="u8))
        {
            var character = (char)one;
            if (character is '\r' or '\n')
                continue;
            isStandard |= character is '+' or '/';
            isUrl |= character is '-' or '_';
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '/' or '-' or '_'))
                return null;
            characters.Append(character switch
            {
                '-' => '+',
                '_' => '/',
                _ => character,
            });
        }

        if ((isStandard && isUrl) || characters.Length % 4 == 1)
            return null;
        characters.Append('=', (4 - (characters.Length % 4)) % 4);
        return Convert.FromBase64String(characters.ToString());
    }
}
