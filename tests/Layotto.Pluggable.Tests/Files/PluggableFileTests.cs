using System.Security.Cryptography;
using Google.Protobuf;
using Layotto.Components;
using Layotto.Components.Files;
using Layotto.Conformance;
using Layotto.Conformance.Files;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Components.V1;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Files;

/// <summary>A file store in another process: contents as streams, both ways.</summary>
public sealed class PluggableFileTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly TemporaryFolder _folder = new();
    private readonly TestStore.HealthLog _health = new();
    private readonly FakeFileService _service = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Cases => [.. FileStoreConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();

        var result = await FileStoreConformance.Suite[name].RunAsync(new FileStoreSubject { Store = store }, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(5_000_000)]
    public async Task A_file_comes_back_as_it_was_written(int size)
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        var content = RandomNumberGenerator.GetBytes(size);

        await store.PutAsync("a", new MemoryStream(content), NoMetadata, Patience.Cancellation).Soon();
        await using var stream = await store.GetAsync("a", NoMetadata, Patience.Cancellation).Soon();

        Assert.Equal(content, await ReadAsync(stream));
    }

    [Fact]
    public async Task Files_are_listed_in_pages_told_about_and_deleted()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        foreach (var name in new[] { "d/a", "d/b", "e" })
            _service.Files[name] = [1, 2];

        var first = await store.ListAsync(new FileListRequest("d/", 1, "", NoMetadata), Patience.Cancellation).Soon();
        var second = await store.ListAsync(new FileListRequest("d/", 1, first.Marker, NoMetadata), Patience.Cancellation).Soon();
        var facts = await store.StatAsync("e", NoMetadata, Patience.Cancellation).Soon();
        await store.DeleteAsync("e", NoMetadata, Patience.Cancellation).Soon();

        var file = Assert.Single(first.Files);
        Assert.Equal(("d/a", 2, "today", "v", true), (file.Name, file.Size, file.LastModified, file.Metadata["k"], first.IsTruncated));
        Assert.Equal(("d/b", false), (Assert.Single(second.Files).Name, second.IsTruncated));
        Assert.Equal((2, "today"), (facts.Size, facts.LastModified));
        Assert.Equal(["a", "b"], facts.Metadata["tags"]);
        Assert.False(_service.Files.ContainsKey("e"));
    }

    [Fact]
    public async Task A_refusal_says_what_it_is()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();

        await ExpectAsync(FileStoreError.NotFound, () => store.GetAsync("missing", NoMetadata, Patience.Cancellation).Soon());
        await ExpectAsync(FileStoreError.NotFound, () => store.StatAsync("missing", NoMetadata, Patience.Cancellation).Soon());
        await ExpectAsync(FileStoreError.NotFound, () => store.DeleteAsync("missing", NoMetadata, Patience.Cancellation).Soon());
        var content = new EndlessContent();
        var error = await ExpectAsync(FileStoreError.PermissionDenied, () => store.PutAsync("forbidden", content, NoMetadata, Patience.Cancellation).Soon());

        Assert.Equal("not that one", error.Message);
    }

    [Fact]
    public async Task A_content_that_breaks_off_leaves_no_file()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();

        await Assert.ThrowsAsync<IOException>(
            () => store.PutAsync("a", new EndlessContent(breaksAfter: 300_000), NoMetadata, Patience.Cancellation).Soon());

        await _service.CancelledAfter.Task.Soon();
        Assert.Empty(_service.Files);
    }

    [Fact]
    public async Task A_process_that_takes_nothing_holds_the_writer_back_and_then_up_no_longer()
    {
        await using var process = await ServeAsync();
        _service.Take = static context => Task.Delay(Timeout.Infinite, context.CancellationToken);
        await using var store = await StartAsync(("layotto.callTimeout", "200ms"));
        var content = new EndlessContent();

        var error = await Assert.ThrowsAsync<ComponentUnavailableException>(() => store.PutAsync("a", content, NoMetadata, Patience.Cancellation).Soon());

        // What the transport holds on its way is a few hundred KiB; without back-pressure it would be everything there is.
        Assert.InRange(content.Given, 1, 32 * 1024 * 1024);
        Assert.Contains("layotto.callTimeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_answers_before_it_has_the_content_has_not_stored_it()
    {
        await using var process = await ServeAsync();
        _service.IsHasty = true;
        await using var store = await StartAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(() => store.PutAsync("a", new EndlessContent(), NoMetadata, Patience.Cancellation).Soon());

        Assert.Contains("before it had the whole content", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_file_is_read_no_faster_than_it_is_wanted()
    {
        long given = 0;
        _service.Give = async (writer, token) =>
        {
            while (true)
            {
                await writer.WriteAsync(new GetFileResponse { Data = ByteString.CopyFrom(new byte[64 * 1024]) }, token);
                Interlocked.Add(ref given, 64 * 1024);
            }
        };
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        await using (var stream = await store.GetAsync("a", NoMetadata, Patience.Cancellation).Soon())
        {
            await stream.ReadExactlyAsync(new byte[1000], Patience.Cancellation).Soon();

            // Other calls go on beside it.
            _service.Files["b"] = [1];
            Assert.Equal(1, (await store.StatAsync("b", NoMetadata, Patience.Cancellation).Soon()).Size);
        }

        Assert.InRange(Interlocked.Read(ref given), 1, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task A_file_of_nothing_without_end_is_an_error()
    {
        _service.Give = static async (writer, token) =>
        {
            while (true)
                await writer.WriteAsync(new GetFileResponse(), token);
        };
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        await using var stream = await store.GetAsync("a", NoMetadata, Patience.Cancellation).Soon();

        var error = await Assert.ThrowsAsync<ComponentException>(() => ReadAsync(stream));

        Assert.Contains("nothing in them", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_dies_or_stalls_in_the_middle_of_a_file_is_an_error()
    {
        _service.Give = static async (writer, token) =>
        {
            await writer.WriteAsync(new GetFileResponse { Data = ByteString.CopyFrom(1) }, token);
            await Task.Delay(Timeout.Infinite, token);
        };
        var process = await ServeAsync();
        await using var store = await StartAsync(("layotto.callTimeout", "200ms"));
        await using var stalled = await store.GetAsync("a", NoMetadata, Patience.Cancellation).Soon();
        await using var broken = await store.GetAsync("a", NoMetadata, Patience.Cancellation).Soon();

        var stall = await Assert.ThrowsAsync<ComponentUnavailableException>(() => ReadAsync(stalled));
        await process.DisposeAsync();
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => ReadAsync(broken));

        Assert.Contains("layotto.callTimeout", stall.Message, StringComparison.Ordinal);
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => store.GetAsync("a", NoMetadata, Patience.Cancellation).Soon());
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => store.PutAsync("a", new MemoryStream(), NoMetadata, Patience.Cancellation).Soon());
    }

    private static async Task<FileStoreException> ExpectAsync(FileStoreError expected, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<FileStoreException>(call);
        Assert.Equal(expected, error.Error);
        return error;
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Patience.Cancellation).Soon();
        return content.ToArray();
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("files.sock"), new Script(), [FakeFileService.Serve(_service)]);

    private Task<IFileStore> StartAsync(params (string Key, string Value)[] metadata)
        => TestComponents.StartAsync<IFileStore>(_folder.File("files.sock"), ComponentKind.File, _health, metadata: metadata);
}
