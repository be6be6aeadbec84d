using System.Security.Cryptography;
using Google.Protobuf;
using Layotto.Components;
using Layotto.Components.ObjectStorage;
using Layotto.Conformance;
using Layotto.Conformance.ObjectStorage;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Components.V1;
using Layotto.Testing;
using ObjectHead = Layotto.Protos.Components.V1.ObjectHead;
using ObjectName = Layotto.Components.ObjectStorage.ObjectName;

namespace Layotto.Pluggable.Tests.ObjectStorage;

/// <summary>An object store in another process.</summary>
public sealed class PluggableObjectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeObjectService _service = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Cases => [.. ObjectStorageConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();

        var result = await ObjectStorageConformance.Suite[name].RunAsync(new ObjectStorageSubject { Store = store, Bucket = "conformance" }, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task An_object_comes_back_as_it_was_written_and_in_parts()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        var content = RandomNumberGenerator.GetBytes(1_000_000);
        var request = new ObjectPutRequest(new ObjectName("b", "k"))
        {
            ContentLength = content.Length, ContentType = "image/png", Metadata = new Dictionary<string, string> { ["owner"] = "us" },
        };

        var written = await store.PutAsync(request, new MemoryStream(content), Patience.Cancellation).Soon();
        await using var whole = await store.GetAsync(new ObjectGetRequest(request.Name) { IfMatch = written.ETag }, Patience.Cancellation).Soon();
        await using var part = await store.GetAsync(new ObjectGetRequest(request.Name) { Start = 10, End = 19 }, Patience.Cancellation).Soon();

        Assert.Equal(("e1000000", "v1"), (written.ETag, written.VersionId));
        Assert.Equal(content, await ReadAsync(whole));
        Assert.Equal((1_000_000, "image/png", "us"), (whole.Head.ContentLength, whole.Head.ContentType, whole.Head.Metadata["owner"]));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), whole.Head.LastModified);
        Assert.Equal(content[10..20], await ReadAsync(part));
        Assert.Equal(1_000_000, (await store.HeadAsync(request.Name, Patience.Cancellation).Soon()).ContentLength);
    }

    [Fact]
    public async Task Objects_are_copied_listed_and_deleted()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        var (source, target) = (new ObjectName("b", "p/a"), new ObjectName("b", "p/b"));
        await store.PutAsync(new ObjectPutRequest(source), new MemoryStream([1]), Patience.Cancellation).Soon();

        var copy = await store.CopyAsync(source, target, Patience.Cancellation).Soon();
        var page = await store.ListAsync(new ObjectListRequest("b") { Prefix = "p/", Delimiter = "/" }, Patience.Cancellation).Soon();
        await store.DeleteAsync(source, Patience.Cancellation).Soon();
        await store.DeleteAsync(source, Patience.Cancellation).Soon();

        Assert.Equal(("copied", "v2"), (copy.ETag, copy.VersionId));
        Assert.Equal(["p/a", "p/b"], page.Objects.Select(one => one.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("m", true, "p/x/"), (page.NextMarker, page.IsTruncated, Assert.Single(page.CommonPrefixes)));
        Assert.Equal(1, _service.Count);
    }

    [Fact]
    public async Task A_refusal_says_what_it_is()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        await store.PutAsync(new ObjectPutRequest(new ObjectName("b", "k")), new MemoryStream([1]), Patience.Cancellation).Soon();

        await ExpectAsync(ObjectStorageError.NotFound, () => store.GetAsync(new ObjectGetRequest(new ObjectName("b", "no")), Patience.Cancellation).Soon());
        await ExpectAsync(ObjectStorageError.NotFound, () => store.HeadAsync(new ObjectName("b", "no"), Patience.Cancellation).Soon());
        await ExpectAsync(ObjectStorageError.NotFound, () => store.CopyAsync(new ObjectName("b", "no"), new ObjectName("b", "x"), Patience.Cancellation).Soon());
        await ExpectAsync(
            ObjectStorageError.Mismatch, () => store.GetAsync(new ObjectGetRequest(new ObjectName("b", "k")) { IfMatch = "other" }, Patience.Cancellation).Soon());
    }

    [Theory]
    [InlineData(2, 3, "ended after 2 of the 3 bytes")]
    [InlineData(4, 3, "longer than the 3 bytes")]
    public async Task A_content_of_another_length_is_not_stored(int actual, int announced, string expected)
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(() => store.PutAsync(
            new ObjectPutRequest(new ObjectName("b", "k")) { ContentLength = announced }, new MemoryStream(new byte[actual]), Patience.Cancellation).Soon());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _service.Count);
    }

    public static TheoryData<string, GetObjectResponse[]> Mistakes => new()
    {
        { "without its head", [] },
        { "without its head", [Data(1)] },
        { "the size -1", [Head(-1)] },
        { "the time", [new GetObjectResponse { Head = new ObjectHead { LastModified = long.MaxValue } }] },
        { "after 1 of the 2 bytes", [Head(2), Data(1)] },
        { "more than the 2 bytes", [Head(2), Data(1), Data(2)] },
        { "something else", [Head(2), Data(1), Head(2)] },
        { "something else", [Head(2), new GetObjectResponse()] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task An_object_that_cannot_be_right_is_an_error(string expected, GetObjectResponse[] messages)
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        _service.Give = messages;

        var error = await Assert.ThrowsAsync<ComponentException>(async () =>
        {
            await using var reading = await store.GetAsync(new ObjectGetRequest(new ObjectName("b", "k")), Patience.Cancellation).Soon();
            await ReadAsync(reading);
        });

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_a_head_is_an_error()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(() => store.HeadAsync(new ObjectName("b", "headless"), Patience.Cancellation).Soon());

        Assert.EndsWith("without the field head", error.Message, StringComparison.Ordinal);
    }

    private static GetObjectResponse Head(long length) => new() { Head = new ObjectHead { ContentLength = length } };

    private static GetObjectResponse Data(int length) => new() { Data = ByteString.CopyFrom(new byte[length]) };

    private static async Task ExpectAsync(ObjectStorageError expected, Func<Task> call)
        => Assert.Equal(expected, (await Assert.ThrowsAsync<ObjectStorageException>(call)).Error);

    private static async Task<byte[]> ReadAsync(ObjectReading reading)
    {
        using var content = new MemoryStream();
        await reading.Content.CopyToAsync(content, Patience.Cancellation).Soon();
        return content.ToArray();
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("objects.sock"), new Script(), [FakeObjectService.Serve(_service)]);

    private Task<IObjectStorage> StartAsync() => TestComponents.StartAsync<IObjectStorage>(_folder.File("objects.sock"), ComponentKind.ObjectStorage);
}
