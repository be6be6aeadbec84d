using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Protocol;

namespace Layotto.Grpc.Client.Protocol;

/// <summary>Writes a call's metadata as HTTP headers.</summary>
internal static class RequestMetadata
{
    /// <summary>The metadata key by which a single call chooses its compression, as in other C# clients; never sent.</summary>
    public const string CompressionKey = "grpc-internal-encoding-request";

    /// <summary>Adds the entries to a request. Those that are the transport's own to set are left out.</summary>
    /// <exception cref="RpcException">A text value can't be sent.</exception>
    public static void Write(Metadata metadata, HttpRequestHeaders headers)
    {
        for (var index = 0; index < metadata.Count; index++)
        {
            var entry = metadata[index];
            if (IsReserved(entry.Key))
                continue;
            if (entry.Key == "user-agent")
                headers.Remove("User-Agent"); // A call that is passed on keeps its own.
            headers.TryAddWithoutValidation(entry.Key, entry.IsBinary ? BinaryHeader.Encode(entry.RawBytes) : Check(entry));
        }
    }

    private static string Check(Metadata.Entry entry)
    {
        var value = entry.Value;
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new RpcException(new Status(
                StatusCode.Internal,
                $"Metadata '{entry.Key}' has characters other than printable ASCII; send such values under a key that ends in -bin."));
        }

        return value;
    }

    private static bool IsReserved(string key) => key switch
    {
        "content-type" or "content-length" or "te" or "host" or "connection" or "transfer-encoding" or "upgrade"
            or "keep-alive" or "proxy-connection" or "grpc-timeout" or "grpc-encoding" or "grpc-accept-encoding"
            or CompressionKey => true,
        _ => false,
    };
}
