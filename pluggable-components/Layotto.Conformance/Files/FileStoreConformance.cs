using System.Security.Cryptography;
using Layotto.Components.Files;

namespace Layotto.Conformance.Files;

/// <summary>What every file store must do.</summary>
public static class FileStoreConformance
{
    private const int Large = 8 * 1024 * 1024;

    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>The suite.</summary>
    public static ConformanceSuite<FileStoreSubject> Suite { get; } = new(
        "file",
        [
            new("it answers a ping", async (subject, cancellationToken) => await subject.Store.PingAsync(cancellationToken)),
            new("a file comes back as it was written", async (subject, cancellationToken) => await RoundTripAsync(subject, 1000, cancellationToken)),
            new("an empty file is a file", async (subject, cancellationToken) => await RoundTripAsync(subject, 0, cancellationToken)),
            new("a large file comes back as it was written", async (subject, cancellationToken) => await RoundTripAsync(subject, Large, cancellationToken)),
            new("a file that is written again is the new one", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await PutAsync(subject, name, [1, 2, 3], cancellationToken);
                await PutAsync(subject, name, [4], cancellationToken);
                Expect.Bytes(new byte[] { 4 }, await ReadAsync(subject, name, cancellationToken), "the content");
            }),
            new("a file that isn't there is told as such", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await ExpectMissingAsync(() => ReadAsync(subject, name, cancellationToken), "reading it");
                await ExpectMissingAsync(async () => await subject.Store.StatAsync(name, NoMetadata, cancellationToken), "asking for its facts");
                await ExpectMissingAsync(async () => await subject.Store.DeleteAsync(name, NoMetadata, cancellationToken), "deleting it");
            }),
            new("a file is told about", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await PutAsync(subject, name, new byte[1234], cancellationToken);
                Expect.Equal(1234, (await subject.Store.StatAsync(name, NoMetadata, cancellationToken)).Size, "its size");
            }),
            new("a deleted file is gone", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await PutAsync(subject, name, [1], cancellationToken);
                await subject.Store.DeleteAsync(name, NoMetadata, cancellationToken);
                await ExpectMissingAsync(() => ReadAsync(subject, name, cancellationToken), "reading it");
            }),
            new("files are listed, page by page", async (subject, cancellationToken) =>
            {
                var folder = $"{NewName(subject)}/";
                string[] names = [$"{folder}a", $"{folder}b", $"{folder}c"];
                foreach (var name in names)
                    await PutAsync(subject, name, [1], cancellationToken);
                var found = new List<string>();
                var page = new FileListPage([], "", true);
                for (var pages = 0; page.IsTruncated; pages++)
                {
                    Expect.True(pages <= names.Length, "there are more pages than files");
                    page = await subject.Store.ListAsync(new FileListRequest(folder, 2, page.Marker, NoMetadata), cancellationToken);
                    Expect.True(page.Files.Count <= 2, $"a page of 2 has {page.Files.Count} files");
                    found.AddRange(page.Files.Select(file => file.Name[(file.Name.LastIndexOf('/') + 1)..]));
                }

                Expect.SameElements(["a", "b", "c"], found, "the files");
            }),
            new("a content that breaks off leaves what was there", async (subject, cancellationToken) =>
            {
                var (missing, kept) = (NewName(subject), NewName(subject));
                await PutAsync(subject, kept, [1], cancellationToken);
                foreach (var name in new[] { missing, kept })
                {
                    await Expect.ThrowsAsync<IOException>(
                        async () => await subject.Store.PutAsync(name, new BrokenContent(300_000), subject.PutMetadata, cancellationToken), "a content that breaks off");
                }

                Expect.Bytes(new byte[] { 1 }, await ReadAsync(subject, kept, cancellationToken), "the file that was there");
                await ExpectMissingAsync(() => ReadAsync(subject, missing, cancellationToken), "reading the one that wasn't");
            }),
            new("many write and read at once", async (subject, cancellationToken) =>
                await Task.WhenAll(Enumerable.Range(0, 16).Select(index => Task.Run(() => RoundTripAsync(subject, 10_000 * index, cancellationToken), cancellationToken)))),
            new("a reading that is let go of harms no other", async (subject, cancellationToken) =>
            {
                var name = NewName(subject);
                await PutAsync(subject, name, new byte[Large], cancellationToken);
                await using (var stream = await subject.Store.GetAsync(name, NoMetadata, cancellationToken))
                    await stream.ReadExactlyAsync(new byte[10], cancellationToken);
                Expect.Equal(Large, (await ReadAsync(subject, name, cancellationToken)).Length, "the size of what is read after that");
            }),
        ]);

    private static string NewName(FileStoreSubject subject) => $"{subject.Prefix}conformance-{Guid.NewGuid():N}";

    private static async Task PutAsync(FileStoreSubject subject, string name, byte[] content, CancellationToken cancellationToken)
        => await subject.Store.PutAsync(name, new MemoryStream(content), subject.PutMetadata, cancellationToken);

    private static async Task<byte[]> ReadAsync(FileStoreSubject subject, string name, CancellationToken cancellationToken)
    {
        await using var stream = await subject.Store.GetAsync(name, NoMetadata, cancellationToken);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private static async Task RoundTripAsync(FileStoreSubject subject, int size, CancellationToken cancellationToken)
    {
        var (name, content) = (NewName(subject), RandomNumberGenerator.GetBytes(size));
        await PutAsync(subject, name, content, cancellationToken);
        Expect.Bytes(content, await ReadAsync(subject, name, cancellationToken), $"the content of {size} bytes");
    }

    private static async Task ExpectMissingAsync(Func<Task> call, string what)
        => Expect.Equal(FileStoreError.NotFound, (await Expect.ThrowsAsync<FileStoreException>(call, what)).Error, $"what came of {what}");
}
