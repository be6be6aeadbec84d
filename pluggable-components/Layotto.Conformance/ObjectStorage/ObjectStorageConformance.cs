using System.Security.Cryptography;
using Layotto.Components;
using Layotto.Components.ObjectStorage;

namespace Layotto.Conformance.ObjectStorage;

/// <summary>What every object store must do.</summary>
public static class ObjectStorageConformance
{
    private const int Large = 8 * 1024 * 1024;

    /// <summary>The suite.</summary>
    public static ConformanceSuite<ObjectStorageSubject> Suite { get; } = new(
        "object storage",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
            new("an object comes back as it was written", async (subject, cancellationToken) => await RoundTripAsync(subject, 1000, cancellationToken)),
            new("an empty object is an object", async (subject, cancellationToken) => await RoundTripAsync(subject, 0, cancellationToken)),
            new("a large object comes back as it was written", async (subject, cancellationToken) => await RoundTripAsync(subject, Large, cancellationToken)),
            new("what is told about an object is kept", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                var request = new ObjectPutRequest(name)
                {
                    ContentLength = 3, ContentType = "text/x-test", Metadata = new Dictionary<string, string> { ["owner"] = "us" },
                };
                await subject.Store.PutAsync(request, new MemoryStream([1, 2, 3]), cancellationToken);
                var head = await subject.Store.HeadAsync(name, cancellationToken);
                await using var reading = await subject.Store.GetAsync(new ObjectGetRequest(name), cancellationToken);
                foreach (var told in new[] { head, reading.Head })
                {
                    Expect.Equal("text/x-test", told.ContentType, "the media type");
                    Expect.Equal("us", told.Metadata.GetValueOrDefault("owner"), "the metadata owner");
                }

                Expect.Equal(3, head.ContentLength, "the size");
            }),
            new("a part of an object is read", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await PutAsync(subject, name, [0, 1, 2, 3, 4, 5], cancellationToken);
                var part = await ReadAsync(subject, new ObjectGetRequest(name) { Start = 2, End = 4 }, cancellationToken);
                Expect.Bytes(new byte[] { 2, 3, 4 }, part, "the bytes 2 to 4");
            }),
            new("an object that isn't there is told as such", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await ExpectMissingAsync(() => ReadAsync(subject, new ObjectGetRequest(name), cancellationToken), "reading it");
                await ExpectMissingAsync(async () => await subject.Store.HeadAsync(name, cancellationToken), "asking for its head");
                await ExpectMissingAsync(async () => await subject.Store.CopyAsync(name, NewName(subject), cancellationToken), "copying it");
                await subject.Store.DeleteAsync(name, cancellationToken);
            }),
            new("an object is read only with the mark that was wanted", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                var version = await PutAsync(subject, name, [1], cancellationToken);
                if (version.ETag.Length == 0)
                    return;
                Expect.Equal(1, (await ReadAsync(subject, new ObjectGetRequest(name) { IfMatch = version.ETag }, cancellationToken)).Length, "the size");
                var error = await Expect.ThrowsAsync<ObjectStorageException>(
                    () => ReadAsync(subject, new ObjectGetRequest(name) { IfMatch = "another" }, cancellationToken), "reading it with another mark");
                Expect.Equal(ObjectStorageError.Mismatch, error.Error, "what came of another mark");
            }),
            new("a deleted object is gone", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await PutAsync(subject, name, [1], cancellationToken);
                await subject.Store.DeleteAsync(name, cancellationToken);
                await ExpectMissingAsync(() => ReadAsync(subject, new ObjectGetRequest(name), cancellationToken), "reading it");
            }),
            new("a copy is an object of its own", async (subject, cancellationToken) =>
            {
                var (source, target) = (NewName(subject), NewName(subject));
                await PutAsync(subject, source, [1, 2], cancellationToken);
                await subject.Store.CopyAsync(source, target, cancellationToken);
                await subject.Store.DeleteAsync(source, cancellationToken);
                Expect.Bytes(new byte[] { 1, 2 }, await ReadAsync(subject, new ObjectGetRequest(target), cancellationToken), "the copy");
            }),
            new("objects with a prefix are listed", async (subject, cancellationToken) =>
            {
                var prefix = $"{NewName(subject).Key}/";
                foreach (var key in new[] { "a", "b" })
                    await PutAsync(subject, new ObjectName(subject.Bucket, prefix + key), [1, 2], cancellationToken);
                var page = await subject.Store.ListAsync(new ObjectListRequest(subject.Bucket) { Prefix = prefix }, cancellationToken);
                Expect.SameElements([$"{prefix}a 2", $"{prefix}b 2"], page.Objects.Select(one => $"{one.Key} {one.Size}"), "the objects and their sizes");
            }),
            new("a content that is shorter than announced isn't stored", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await Expect.ThrowsAsync<ComponentException>(
                    async () => await subject.Store.PutAsync(new ObjectPutRequest(name) { ContentLength = 10 }, new MemoryStream([1]), cancellationToken),
                    "a content that is shorter than announced");
                await ExpectMissingAsync(() => ReadAsync(subject, new ObjectGetRequest(name), cancellationToken), "reading it");
            }),
            new("a content that breaks off leaves what was there", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await PutAsync(subject, name, [1], cancellationToken);
                await Expect.ThrowsAsync<IOException>(
                    async () => await subject.Store.PutAsync(new ObjectPutRequest(name), new BrokenContent(300_000), cancellationToken), "a content that breaks off");
                Expect.Bytes(new byte[] { 1 }, await ReadAsync(subject, new ObjectGetRequest(name), cancellationToken), "the object that was there");
            }),
            new("many write and read at once", async (subject, cancellationToken) =>
                await Task.WhenAll(Enumerable.Range(0, 16).Select(index => Task.Run(() => RoundTripAsync(subject, 10_000 * index, cancellationToken), cancellationToken)))),
        ]);

    private static ObjectName NewName(ObjectStorageSubject subject) => new(subject.Bucket, $"conformance-{Guid.NewGuid():N}");

    private static ValueTask<ObjectVersion> PutAsync(ObjectStorageSubject subject, ObjectName name, byte[] content, CancellationToken cancellationToken)
        => subject.Store.PutAsync(new ObjectPutRequest(name) { ContentLength = content.Length }, new MemoryStream(content), cancellationToken);

    private static async Task<byte[]> ReadAsync(ObjectStorageSubject subject, ObjectGetRequest request, CancellationToken cancellationToken)
    {
        await using var reading = await subject.Store.GetAsync(request, cancellationToken);
        using var content = new MemoryStream();
        await reading.Content.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private static async Task RoundTripAsync(ObjectStorageSubject subject, int size, CancellationToken cancellationToken)
    {
        var (name, content) = (NewName(subject), RandomNumberGenerator.GetBytes(size));
        await PutAsync(subject, name, content, cancellationToken);
        Expect.Bytes(content, await ReadAsync(subject, new ObjectGetRequest(name), cancellationToken), $"the content of {size} bytes");
    }

    private static async Task ExpectMissingAsync(Func<Task> call, string what)
        => Expect.Equal(ObjectStorageError.NotFound, (await Expect.ThrowsAsync<ObjectStorageException>(call, what)).Error, $"what came of {what}");
}
