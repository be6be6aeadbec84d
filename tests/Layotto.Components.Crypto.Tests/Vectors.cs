using System.Text;
using System.Text.Json;
using Layotto.Components.Crypto.Keys;

namespace Layotto.Components.Crypto.Tests;

/// <summary>Keys, ciphertexts and signatures that another library made: vectors/make-vectors.py says how.</summary>
internal static class Vectors
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "algorithms.json"))).RootElement;

    public static byte[] Message { get; } = Hex(Root, "message");

    public static byte[] Label { get; } = Hex(Root, "label");

    public static IReadOnlyList<JsonElement> Symmetric { get; } = [.. Root.GetProperty("symmetric").EnumerateArray()];

    public static IReadOnlyDictionary<string, JsonElement> Asymmetric { get; } =
        Root.GetProperty("asymmetric").EnumerateObject().ToDictionary(member => member.Name, member => member.Value);

    public static byte[] Hex(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static string Text(string key, string form) => Asymmetric[key].GetProperty(form).ValueKind == JsonValueKind.String
        ? Asymmetric[key].GetProperty(form).GetString()!
        : Asymmetric[key].GetProperty(form).GetRawText();

    public static CryptoKey Key(string key, string form = "jwk") => CryptoKeyReader.Read(Encoding.UTF8.GetBytes(Text(key, form)));

    /// <summary>A JWK of a symmetric key.</summary>
    public static string Octets(string id, byte[] key, string further = "")
        => $$"""{"kty":"oct","kid":"{{id}}","k":"{{System.Buffers.Text.Base64Url.EncodeToString(key)}}"{{further}}}""";
}
