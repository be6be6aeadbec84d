using Layotto.Components.ObjectStorage;
using Wire = Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.Sdk.ObjectStorage;

/// <summary>From the contract of object stores to its messages.</summary>
internal static class ObjectMessages
{
    public static Wire.ObjectHead ToHead(ObjectHead head)
    {
        var wire = new Wire.ObjectHead
        {
            ContentType = head.ContentType,
            Etag = head.ETag,
            VersionId = head.VersionId,
            LastModified = head.LastModified?.ToUnixTimeSeconds() ?? 0,
        };
        if (head.ContentLength is { } length)
            wire.ContentLength = length;
        foreach (var (key, value) in head.Metadata)
            wire.Metadata[key] = value;
        return wire;
    }

    public static Wire.ListObjectsResponse ToList(ObjectListPage page)
    {
        var response = new Wire.ListObjectsResponse { NextMarker = page.NextMarker, IsTruncated = page.IsTruncated };
        response.CommonPrefixes.AddRange(page.CommonPrefixes);
        response.Objects.AddRange(page.Objects.Select(one => new Wire.ObjectEntry
        {
            Key = one.Key, Size = one.Size, Etag = one.ETag, LastModified = one.LastModified?.ToUnixTimeSeconds() ?? 0,
        }));
        return response;
    }
}
