using Grpc.Core;
using Layotto.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Grpc.Server;

/// <summary>Writes metadata into response headers or trailers.</summary>
internal static class ResponseMetadata
{
    /// <summary>The key by which handlers, in the manner of the C library, ask for an encoding of their responses.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    /// <summary>Writes every entry; those that belong to the protocol are left out.</summary>
    /// <exception cref="ArgumentException">A text value has other characters than printable ASCII; nothing is written then.</exception>
    public static void Write(IHeaderDictionary headers, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (!entry.IsBinary && entry.Value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException(
                    $"The value of metadata '{entry.Key}' has other characters than printable ASCII; send it under a key that ends in '-bin'.",
                    nameof(metadata));
            }
        }

        foreach (var entry in metadata)
        {
            if (IsReserved(entry.Key))
                continue;
            var value = entry.IsBinary ? BinaryHeader.Encode(entry.RawBytes) : entry.Value;
            headers[entry.Key] = StringValues.Concat(headers[entry.Key], value);
        }
    }

    private static bool IsReserved(string key) => key is
        "content-type" or "content-length" or "connection" or "te" or "transfer-encoding" or "trailer" or "upgrade"
        or "grpc-status" or "grpc-message" or "grpc-encoding" or "grpc-accept-encoding" or "grpc-timeout"
        or "grpc-message-type" or EncodingRequest;
}
