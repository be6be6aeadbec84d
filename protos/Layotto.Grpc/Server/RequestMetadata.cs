using Grpc.Core;
using Layotto.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Server;

/// <summary>The metadata in the headers of a request.</summary>
internal static class RequestMetadata
{
    /// <summary>The first header that ends in <c>-bin</c> and isn't base64, or null.</summary>
    public static string? FindMalformed(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            if (!Metadata.Entry.IsBinaryKey(name))
                continue;
            for (var index = 0; index < values.Count; index++)
            {
                if (!BinaryHeader.IsValid(values[index]))
                    return name;
            }
        }

        return null;
    }

    /// <summary>Reads the metadata; what belongs to HTTP or the gRPC protocol isn't metadata.</summary>
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            var key = name.ToLowerInvariant();
            if (IsProtocol(key))
                continue;
            for (var index = 0; index < values.Count; index++)
            {
                if (Metadata.Entry.IsBinaryKey(key))
                    AddBinary(metadata, key, values[index] ?? "");
                else
                    metadata.Add(Metadata.Entry.FromWire(key, values[index] ?? ""));
            }
        }

        return metadata;
    }

    private static void AddBinary(Metadata metadata, string key, string list)
    {
        foreach (var range in list.AsSpan().Split(','))
        {
            if (!BinaryHeader.TryDecode(list.AsSpan()[range], out var value))
                throw new RpcException(MalformedBinary(key));
            metadata.Add(Metadata.Entry.FromWire(key, value));
        }
    }

    public static Status MalformedBinary(string name) =>
        new(StatusCode.Internal, $"The metadata '{name.ToLowerInvariant()}' is not valid base64.");

    private static bool IsProtocol(string key) => key.Length == 0 || key[0] == ':' || key is
        "content-type" or "content-length" or "te" or "host" or "connection" or "accept-encoding"
        or "grpc-encoding" or "grpc-accept-encoding" or "grpc-timeout";
}
