using System.Text.Json;

namespace Layotto.Runtime.Crypto.Scheme;

/// <summary>What a document tells about itself in the second line of its header.</summary>
/// <param name="KeyName">The key that decrypts it; empty where it doesn't tell.</param>
/// <param name="KeyWrapAlgorithm">How the file key is wrapped.</param>
/// <param name="WrappedFileKey">The wrapped file key.</param>
/// <param name="Cipher">What the segments are encrypted with.</param>
/// <param name="NoncePrefix">What the nonces of all segments begin with.</param>
internal sealed record Manifest(
    string KeyName, KeyWrapAlgorithm KeyWrapAlgorithm, byte[] WrappedFileKey, DataCipher Cipher, byte[] NoncePrefix)
{
    private const int MaxDepth = 4;

    /// <summary>Writes it as compact JSON.</summary>
    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (KeyName.Length > 0)
                writer.WriteString("k"u8, KeyName);
            writer.WriteNumber("kw"u8, (int)KeyWrapAlgorithm);
            writer.WriteBase64String("wfk"u8, WrappedFileKey);
            writer.WriteNumber("cph"u8, (int)Cipher);
            writer.WriteBase64String("np"u8, NoncePrefix);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads it. Members that the scheme doesn't know are passed over: the header's signature covers them.</summary>
    /// <returns>Null when it isn't right; what exactly is wrong isn't for callers to know.</returns>
    public static Manifest? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var keyName = root.TryGetProperty("k"u8, out var k) && k.ValueKind != JsonValueKind.Null ? k.GetString()! : "";
            var algorithm = (KeyWrapAlgorithm)root.GetProperty("kw"u8).GetInt32();
            var cipher = (DataCipher)root.GetProperty("cph"u8).GetInt32();
            var wrapped = root.GetProperty("wfk"u8).GetBytesFromBase64();
            var prefix = root.GetProperty("np"u8).GetBytesFromBase64();
            return Enum.IsDefined(algorithm) && Enum.IsDefined(cipher) && wrapped.Length > 0 && prefix.Length == FileKey.NoncePrefixSize
                ? new Manifest(keyName, algorithm, wrapped, cipher, prefix)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
