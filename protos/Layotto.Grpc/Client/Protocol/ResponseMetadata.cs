using System.Net.Http.Headers;
using Grpc.Core;
using Layotto.Grpc.Protocol;
using Layotto.Http.Http2;

namespace Layotto.Grpc.Client.Protocol;

/// <summary>Reads HTTP headers and trailers as metadata.</summary>
internal static class ResponseMetadata
{
    /// <summary>The metadata of a response's headers.</summary>
    /// <exception cref="RpcException">A -bin value isn't base64.</exception>
    public static Metadata FromHeaders(HttpResponseMessage response)
    {
        var metadata = new Metadata();
        Add(metadata, response.Headers.NonValidated);
        // HttpClient sorts some names, such as expires and allow, to the content.
        Add(metadata, response.Content.Headers.NonValidated);
        return metadata.Freeze();
    }

    /// <summary>The metadata of a response's trailers.</summary>
    /// <exception cref="RpcException">A -bin value isn't base64.</exception>
    public static Metadata FromTrailers(HttpResponseMessage response)
    {
        var metadata = new Metadata();
        Add(metadata, response.TrailingHeaders.NonValidated);
        return metadata.Freeze();
    }

    /// <inheritdoc cref="FromHeaders(HttpResponseMessage)"/>
    public static Metadata FromHeaders(Http2Stream stream)
    {
        var metadata = new Metadata();
        for (var index = 0; index < stream.HeaderCount; index++)
            Add(metadata, stream.HeaderName(index), stream.HeaderValue(index));
        return metadata.Freeze();
    }

    /// <inheritdoc cref="FromTrailers(HttpResponseMessage)"/>
    public static Metadata FromTrailers(Http2Stream stream)
    {
        var metadata = new Metadata();
        for (var index = 0; index < stream.TrailerCount; index++)
            Add(metadata, stream.TrailerName(index), stream.TrailerValue(index));
        return metadata.Freeze();
    }

    private static void Add(Metadata metadata, HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
        {
            var key = name.ToLowerInvariant();
            foreach (var value in values)
                Add(metadata, key, value);
        }
    }

    private static void Add(Metadata metadata, string key, string value)
    {
        if (IsReserved(key))
            return;
        if (Metadata.Entry.IsBinaryKey(key))
            AddBinary(metadata, key, value);
        else
            metadata.Add(Metadata.Entry.FromWire(key, value));
    }

    // Senders may join several values with commas.
    private static void AddBinary(Metadata metadata, string key, string list)
    {
        foreach (var range in list.AsSpan().Split(','))
        {
            if (!BinaryHeader.TryDecode(list.AsSpan()[range], out var value))
                throw new RpcException(new Status(StatusCode.Internal, $"The received metadata '{key}' is not base64."));
            metadata.Add(Metadata.Entry.FromWire(key, value));
        }
    }

    private static bool IsReserved(string key) => key is
        "content-type" or "grpc-status" or "grpc-message" or "grpc-encoding" or "grpc-accept-encoding";
}
