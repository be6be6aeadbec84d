using Layotto.Components;
using Layotto.Components.ObjectStorage;
using Layotto.Pluggable.Connections;
using Wire = Layotto.Protos.Components.V1;

namespace Layotto.Pluggable.ObjectStorage;

/// <summary>Between the contract of object stores and their messages.</summary>
internal static class ObjectMessages
{
    public static Wire.ObjectName ToName(ObjectName name) => new() { Bucket = name.Bucket, Key = name.Key, VersionId = name.VersionId };

    public static Wire.PutObjectHead ToHead(ObjectPutRequest request)
    {
        var head = new Wire.PutObjectHead { Name = ToName(request.Name), ContentType = request.ContentType };
        if (request.ContentLength is { } length)
            head.ContentLength = length;
        head.Metadata.AddAll(request.Metadata);
        head.Options.AddAll(request.Options);
        return head;
    }

    public static Wire.GetObjectRequest ToGet(ObjectGetRequest request)
    {
        var message = new Wire.GetObjectRequest { Name = ToName(request.Name), IfMatch = request.IfMatch };
        if (request.Start is { } start)
            message.Start = start;
        if (request.End is { } end)
            message.End = end;
        message.Options.AddAll(request.Options);
        return message;
    }

    /// <exception cref="ComponentException">The head can't be right.</exception>
    public static ObjectHead FromHead(Wire.ObjectHead head)
    {
        if (head is { HasContentLength: true, ContentLength: < 0 })
            throw new ComponentException($"the process gave an object the size {head.ContentLength}");
        return new ObjectHead
        {
            ContentLength = head.HasContentLength ? head.ContentLength : null,
            ContentType = head.ContentType,
            ETag = head.Etag,
            VersionId = head.VersionId,
            LastModified = ToTime(head.LastModified),
            Metadata = head.Metadata,
        };
    }

    /// <exception cref="ComponentException">The list can't be right.</exception>
    public static ObjectListPage ToPage(Wire.ListObjectsResponse response) => new(
        [.. response.Objects.Select(one => new ObjectEntry(one.Key, one.Size, one.Etag, ToTime(one.LastModified)))],
        response.CommonPrefixes,
        response.NextMarker,
        response.IsTruncated);

    private static DateTimeOffset? ToTime(long seconds)
    {
        if (seconds == 0)
            return null;
        try
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new ComponentException($"the process gave an object the time {seconds}, which is no number of seconds since 1970", exception);
        }
    }
}
