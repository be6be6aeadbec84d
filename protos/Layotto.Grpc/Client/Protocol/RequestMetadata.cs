using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Protocol;
using Layotto.Http.Http2;

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
            headers.TryAddWithoutValidation(entry.Key, ValueOf(Check(entry)));
        }
    }

    /// <summary>Adds entries that <see cref="RequireSendable"/> has looked at. Those that are the transport's own to set are left out.</summary>
    public static void Write(Metadata metadata, Http2HeadWriter writer)
    {
        for (var index = 0; index < metadata.Count; index++)
        {
            var entry = metadata[index];
            if (!IsReserved(entry.Key))
                writer.Add(entry.Key, ValueOf(entry));
        }
    }

    /// <summary>Looks whether all entries can be sent.</summary>
    /// <exception cref="RpcException">A text value can't be sent.</exception>
    public static void RequireSendable(Metadata metadata)
    {
        for (var index = 0; index < metadata.Count; index++)
        {
            if (!IsReserved(metadata[index].Key))
                Check(metadata[index]);
        }
    }

    /// <summary>Looks whether a text can be sent where HTTP has only what is visible.</summary>
    /// <returns>The text.</returns>
    /// <exception cref="RpcException">It can't.</exception>
    public static string RequireVisible(string text, string name) => text.AsSpan().ContainsAnyExceptInRange('!', '~')
        ? throw new RpcException(new Status(
            StatusCode.Internal, $"{name} has characters other than printable ASCII, which HTTP can't carry there."))
        : text;

    private static string ValueOf(Metadata.Entry entry) => entry.IsBinary ? BinaryHeader.Encode(entry.RawBytes) : entry.Value;

    private static Metadata.Entry Check(Metadata.Entry entry)
    {
        if (!entry.IsBinary && entry.Value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new RpcException(new Status(
                StatusCode.Internal,
                $"Metadata '{entry.Key}' has characters other than printable ASCII; send such values under a key that ends in -bin."));
        }

        return entry;
    }

    private static bool IsReserved(string key) => key switch
    {
        "content-type" or "content-length" or "te" or "host" or "connection" or "transfer-encoding" or "upgrade"
            or "keep-alive" or "proxy-connection" or "grpc-timeout" or "grpc-encoding" or "grpc-accept-encoding"
            or CompressionKey => true,
        _ => false,
    };
}
