using System.Collections.Frozen;
using System.Text.Json;
using Layotto.Components.Crypto.Keys;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Crypto.Jwks;

/// <summary>The keys of a JSON Web Key Set, by their ids.</summary>
internal sealed class KeySet
{
    /// <summary>The largest set, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxDepth = 20;

    private readonly FrozenDictionary<string, CryptoKey> _keys;

    private KeySet(Dictionary<string, CryptoKey> keys) => _keys = keys.ToFrozenDictionary(StringComparer.Ordinal);

    public int Count => _keys.Count;

    /// <summary>Finds a key.</summary>
    /// <exception cref="CryptoKeyNotFoundException">There is none of this id.</exception>
    public CryptoKey Find(string id) => _keys.TryGetValue(id, out var key) ? key : throw new CryptoKeyNotFoundException();

    /// <summary>
    /// Reads a set, or a single key as a set of one. A key of an unknown type is left out, as RFC 7517 wants it; of several with an id the
    /// first counts.
    /// </summary>
    /// <exception cref="ComponentException">It is no set, or one of its keys is wrong; the message quotes none of it.</exception>
    public static KeySet Read(ReadOnlyMemory<byte> json, ILogger logger)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement, logger);
        }
        catch (JsonException)
        {
            throw new ComponentException("it isn't valid JSON");
        }
    }

    private static KeySet Read(JsonElement root, ILogger logger)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ComponentException("it isn't a JSON object with an array \"keys\"");
        if (!root.TryGetProperty("keys", out var array))
            array = default;
        else if (array.ValueKind != JsonValueKind.Array)
            throw new ComponentException("its member \"keys\" isn't an array");
        var keys = new Dictionary<string, CryptoKey>(StringComparer.Ordinal);
        var number = 0;
        foreach (var jwk in array.ValueKind == JsonValueKind.Array ? array.EnumerateArray().ToArray() : [root])
        {
            number++;
            try
            {
                var key = JsonWebKeyReader.Read(jwk);
                if (key.Id is null)
                    logger.LogWarning("The key {Number} of the JSON Web Key Set has no \"kid\", so nobody can ask for it", number);
                else
                    keys.TryAdd(key.Id, key);
            }
            catch (UnsupportedKeyException exception)
            {
                logger.LogWarning("The key {Number} of the JSON Web Key Set is left out: {Reason}", number, exception.Message);
            }
            catch (ComponentException exception)
            {
                throw new ComponentException($"its key {number} is wrong: {exception.Message}");
            }
        }

        return new KeySet(keys);
    }
}
