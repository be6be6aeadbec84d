using Grpc.Core;

namespace Layotto.Dapr.Invocation;

/// <summary>From HTTP headers to gRPC metadata and back, as Dapr does it (<c>pkg/messaging/v1/util.go</c>).</summary>
internal static class GrpcMetadata
{
    private const string Prefix = "dapr-";

    /// <summary>The name that metadata has as an HTTP header: names that gRPC keeps for itself get Dapr's prefix.</summary>
    public static string ToHttpName(string key)
    {
        if (key is ":method" or ":scheme" or ":path" or ":authority")
            return Prefix + key[1..];
        return key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) ? Prefix + key : key;
    }

    /// <summary>The metadata of a call to a gRPC app from what another sidecar, or an HTTP request, said.</summary>
    public static Metadata ForApp(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in headers)
        {
            var key = name.ToLowerInvariant();
            if (key is InvocationHeaders.Destination or ApiToken.HeaderName || key.StartsWith(':') || (HopByHop.Contains(key) && !InvocationHeaders.IsPermanent(key)))
                continue;
            if (key.StartsWith("grpc-", StringComparison.Ordinal) && key != "grpc-trace-bin")
                continue;
            Add(metadata, InvocationHeaders.IsPermanent(key) ? Prefix + key : key, value);
        }

        return metadata;
    }

    /// <summary>Adds an entry; one that gRPC can't carry is left out.</summary>
    public static void Add(Metadata metadata, string key, string value)
    {
        foreach (var character in key)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character is not ('-' or '_' or '.'))
                return;
        }

        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                metadata.Add(key, value);
            return;
        }

        Span<byte> bytes = value.Length <= 1024 ? stackalloc byte[1024] : new byte[value.Length];
        if (Convert.TryFromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '='), bytes, out var length))
            metadata.Add(key, bytes[..length].ToArray());
    }

    /// <summary>Metadata as text pairs, as sidecars send it to one another: bytes as base64.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ToText(Metadata metadata)
    {
        foreach (var entry in metadata)
            yield return new KeyValuePair<string, string>(entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value);
    }
}
