using Layotto.Components.Files;

namespace Layotto.Conformance.Files;

/// <summary>What every file store must do.</summary>
public static class FileStoreConformance
{
    /// <summary>The suite.</summary>
    public static ConformanceSuite<FileStoreSubject> Suite { get; } = new(
        "file",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
            new("a file is read as it was written, whatever its size", async (subject, cancellationToken) =>
            {
                foreach (var size in (int[])[0, 1, 64 * 1024, (64 * 1024) + 1, 3 * 1024 * 1024])
                {
                    var (name, content) = (NewName(), Bytes(size));
                    await subject.PutAsync(name, content, cancellationToken);
                    Expect.Bytes(content, await subject.GetAsync(name, cancellationToken), $"a file of {size} bytes");
                }
            }),
            new("a file that isn't there is not found", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await subject.ExpectMissingAsync(name, cancellationToken);
                var error = await Expect.ThrowsAsync<FileStoreException>(
                    async () => await subject.Store.StatAsync(name, FileStoreSubject.NoMetadata, cancellationToken), "asking about a file that isn't there");
                Expect.Equal(FileStoreError.NotFound, error.Error, "the kind of error");
                error = await Expect.ThrowsAsync<FileStoreException>(
                    async () => await subject.Store.DeleteAsync(name, FileStoreSubject.NoMetadata, cancellationToken), "deleting a file that isn't there");
                Expect.Equal(FileStoreError.NotFound, error.Error, "the kind of error");
            }),
            new("a deleted file is gone", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await subject.PutAsync(name, Bytes(10), cancellationToken);
                await subject.Store.DeleteAsync(name, FileStoreSubject.NoMetadata, cancellationToken);
                await subject.ExpectMissingAsync(name, cancellationToken);
            }),
            new("a file's size is told", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await subject.PutAsync(name, Bytes(1234), cancellationToken);
                Expect.Equal(1234, (await subject.Store.StatAsync(name, FileStoreSubject.NoMetadata, cancellationToken)).Size, "the size");
            }),
            new("files are listed, page by page", async (subject, cancellationToken) =>
            {
                var prefix = NewName();
                for (var number = 0; number < 5; number++)
                    await subject.PutAsync($"{prefix}-{number}", Bytes(number), cancellationToken);
                var (listed, marker, isTruncated) = (new List<string>(), "", true);
                for (var page = 0; isTruncated; page++)
                {
                    Expect.True(page < 10, "the pages should come to an end");
                    var files = await subject.Store.ListAsync(new FileListRequest(prefix, 2, marker, FileStoreSubject.NoMetadata), cancellationToken);
                    Expect.True(files.Files.Count <= 2, $"a page should have no more than 2 files; it has {files.Files.Count}");
                    listed.AddRange(files.Files.Select(file => file.Name));
                    (marker, isTruncated) = (files.Marker, files.IsTruncated);
                }

                Expect.SameElements(Enumerable.Range(0, 5).Select(number => $"{prefix}-{number}"), listed, "the files");
            }),
            new("a writing that breaks off leaves nothing", async (subject, cancellationToken) =>
            {
                var name = NewName();
                await using var broken = new BreakingStream(100_000);
                await Expect.ThrowsAsync<Exception>(
                    async () => await subject.Store.PutAsync(name, broken, FileStoreSubject.NoMetadata, cancellationToken), "a writing that breaks off");
                await subject.ExpectMissingAsync(name, cancellationToken);
            }),
            new("a reading that breaks off harms nothing", async (subject, cancellationToken) =>
            {
                var (name, content) = (NewName(), Bytes(1024 * 1024));
                await subject.PutAsync(name, content, cancellationToken);
                await using (var reading = await subject.Store.GetAsync(name, FileStoreSubject.NoMetadata, cancellationToken))
                    await reading.ReadExactlyAsync(new byte[10], cancellationToken);
                Expect.Bytes(content, await subject.GetAsync(name, cancellationToken), "the file");
            }),
            new("files that are written at once are all there", async (subject, cancellationToken) =>
            {
                var names = Enumerable.Range(0, 20).Select(_ => NewName()).ToList();
                await Task.WhenAll(names.Select((name, number) => Task.Run(() => subject.PutAsync(name, Bytes(1000 + number), cancellationToken), cancellationToken)));
                for (var number = 0; number < names.Count; number++)
                    Expect.Bytes(Bytes(1000 + number), await subject.GetAsync(names[number], cancellationToken), "the file");
            }),
            new("a cancelled call is not carried out", async (subject, cancellationToken) =>
            {
                var name = NewName();
                using var cancelled = new CancellationTokenSource();
                await cancelled.CancelAsync();
                await Expect.ThrowsAsync<OperationCanceledException>(() => subject.PutAsync(name, Bytes(10), cancelled.Token), "a writing that is cancelled beforehand");
                await subject.ExpectMissingAsync(name, cancellationToken);
            }),
        ]);

    private static string NewName() => $"conformance-{Guid.NewGuid():N}";

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(number => (byte)(number * 31 >> 3))];
}
