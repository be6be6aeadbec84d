using Layotto.Components.ObjectStorage;
using Layotto.Conformance.Files;

namespace Layotto.Conformance.ObjectStorage;

/// <summary>What every object store must do.</summary>
public static class ObjectStorageConformance
{
    /// <summary>The suite.</summary>
    public static ConformanceSuite<ObjectStorageSubject> Suite { get; } = new(
        "oss",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
            new("an object is read as it was written, whatever its size", async (subject, cancellationToken) =>
            {
                foreach (var size in (int[])[0, 1, 64 * 1024, (64 * 1024) + 1, 3 * 1024 * 1024])
                {
                    var (name, content) = (subject.NewName(), Bytes(size));
                    await subject.PutAsync(name, content, cancellationToken);
                    Expect.Bytes(content, await subject.GetAsync(name, cancellationToken), $"an object of {size} bytes");
                }
            }),
            new("a write takes the place of the one before", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                await subject.PutAsync(name, Bytes(2000), cancellationToken);
                await subject.PutAsync(name, Bytes(10), cancellationToken);
                Expect.Bytes(Bytes(10), await subject.GetAsync(name, cancellationToken), "the object");
            }),
            new("an object's head is told", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                var version = await subject.PutAsync(name, Bytes(1234), cancellationToken);
                var head = await subject.Store.HeadAsync(name, cancellationToken);
                Expect.Equal(1234, head.ContentLength, "the length");
                Expect.Equal("text/plain", head.ContentType, "the content type");
                Expect.Equal("green", head.Metadata.GetValueOrDefault("colour"), "the metadata");
                Expect.Equal(version.ETag, head.ETag, "the etag");
            }),
            new("an object that isn't there is not found", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                await ObjectStorageSubject.ExpectErrorAsync(ObjectStorageError.NotFound, () => subject.GetAsync(name, cancellationToken), "reading an object that isn't there");
                await ObjectStorageSubject.ExpectErrorAsync(
                    ObjectStorageError.NotFound, async () => await subject.Store.HeadAsync(name, cancellationToken), "asking about an object that isn't there");
                await ObjectStorageSubject.ExpectErrorAsync(
                    ObjectStorageError.NotFound, async () => await subject.Store.CopyAsync(name, subject.NewName(), cancellationToken), "copying an object that isn't there");
            }),
            new("a deleted object is gone, and can be deleted again", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                await subject.PutAsync(name, Bytes(10), cancellationToken);
                await subject.Store.DeleteAsync(name, cancellationToken);
                await ObjectStorageSubject.ExpectErrorAsync(ObjectStorageError.NotFound, () => subject.GetAsync(name, cancellationToken), "reading a deleted object");
                await subject.Store.DeleteAsync(name, cancellationToken);
            }),
            new("a part of an object is read", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                await subject.PutAsync(name, Bytes(1000), cancellationToken);
                Expect.Bytes(Bytes(1000).AsMemory(100, 50), await subject.GetAsync(new ObjectGetRequest(name) { Start = 100, End = 149 }, cancellationToken), "the bytes 100 to 149");
                Expect.Bytes(Bytes(1000).AsMemory(990), await subject.GetAsync(new ObjectGetRequest(name) { Start = 990 }, cancellationToken), "the bytes from 990");
            }),
            new("an object is read if it is the one that was meant", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                var version = await subject.PutAsync(name, Bytes(10), cancellationToken);
                Expect.Bytes(Bytes(10), await subject.GetAsync(new ObjectGetRequest(name) { IfMatch = version.ETag }, cancellationToken), "the object");
                await ObjectStorageSubject.ExpectErrorAsync(
                    ObjectStorageError.Mismatch, () => subject.GetAsync(new ObjectGetRequest(name) { IfMatch = "another" }, cancellationToken), "reading with another etag");
            }),
            new("an object is copied", async (subject, cancellationToken) =>
            {
                var (source, target) = (subject.NewName(), subject.NewName());
                await subject.PutAsync(source, Bytes(100), cancellationToken);
                await subject.Store.CopyAsync(source, target, cancellationToken);
                await subject.Store.DeleteAsync(source, cancellationToken);
                Expect.Bytes(Bytes(100), await subject.GetAsync(target, cancellationToken), "the copy");
            }),
            new("objects are listed by their beginning", async (subject, cancellationToken) =>
            {
                var (name, other) = (subject.NewName(), subject.NewName());
                await subject.PutAsync(name, Bytes(7), cancellationToken);
                await subject.PutAsync(other, Bytes(8), cancellationToken);
                var page = await subject.Store.ListAsync(new ObjectListRequest(subject.Bucket) { Prefix = name.Key }, cancellationToken);
                Expect.SameElements([name.Key], page.Objects.Select(one => one.Key), "the objects");
                Expect.Equal(7, page.Objects[0].Size, "the size");
            }),
            new("a writing that breaks off leaves what was there", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                await subject.PutAsync(name, Bytes(10), cancellationToken);
                await using var broken = new BreakingStream(100_000);
                await Expect.ThrowsAsync<Exception>(
                    async () => await subject.Store.PutAsync(new ObjectPutRequest(name), broken, cancellationToken), "a writing that breaks off");
                Expect.Bytes(Bytes(10), await subject.GetAsync(name, cancellationToken), "the object");
            }),
            new("objects that are written at once are all there", async (subject, cancellationToken) =>
            {
                var names = Enumerable.Range(0, 20).Select(_ => subject.NewName()).ToList();
                await Task.WhenAll(names.Select((name, number) => Task.Run(() => subject.PutAsync(name, Bytes(1000 + number), cancellationToken), cancellationToken)));
                for (var number = 0; number < names.Count; number++)
                    Expect.Bytes(Bytes(1000 + number), await subject.GetAsync(names[number], cancellationToken), "the object");
            }),
            new("a cancelled call is not carried out", async (subject, cancellationToken) =>
            {
                var name = subject.NewName();
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(() => subject.PutAsync(name, Bytes(10), cancelled.Token), "a writing that is cancelled beforehand");
                await ObjectStorageSubject.ExpectErrorAsync(ObjectStorageError.NotFound, () => subject.GetAsync(name, cancellationToken), "reading what was not written");
            }),
        ]);

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(number => (byte)(number * 31 >> 3))];
}
