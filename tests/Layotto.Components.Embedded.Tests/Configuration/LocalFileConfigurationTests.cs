using System.Text.Json;
using Layotto.Components.Configuration;
using Layotto.Components.Embedded.Configuration;
using Layotto.Conformance;
using Layotto.Conformance.Configuration;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Tests.Configuration;

public sealed class LocalFileConfigurationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _logger = new();

    public static TheoryData<string> Cases => [.. ConfigurationStoreConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var path = _folder.Write("items.json", "{}");
        await using var store = await OpenAsync(path);
        var subject = new ConfigurationStoreSubject
        {
            Store = store,
            Abilities = new HashSet<string> { ConfigurationAbilities.VersionsAndMetadata },
            WriteAsync = async (items, token) =>
            {
                await File.WriteAllTextAsync(path, Json(items), token);
                await store.ReloadAsync();
            },
        };

        var result = await ConfigurationStoreConformance.Suite[name].RunAsync(subject, CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task File_holds_plain_values_and_items_with_versions()
    {
        var path = _folder.Write("items.json", """
            {
              // comments are welcome
              "plain": "text", "number": 1.50, "yes": true,
              "full": {"value": "v", "version": "3", "metadata": {"owner": "us", "count": 2}},
            }
            """);
        await using var store = await OpenAsync(path);

        var items = await store.GetAsync([], NoMetadata, CancellationToken);

        Assert.Equal(["full=v", "number=1.50", "plain=text", "yes=true"], items.Select(item => $"{item.Key}={item.Value.Value}").Order(StringComparer.Ordinal));
        Assert.Equal("3", items["full"].Version);
        Assert.Equal(["count=2", "owner=us"], items["full"].Metadata.Select(fact => $"{fact.Key}={fact.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[]", "JSON object")]
    [InlineData("{\"a\": \n nonsense}", "line 2")]
    [InlineData("{\"a\": null}", "\"a\" must be")]
    [InlineData("{\"a\": [1]}", "\"a\" must be")]
    [InlineData("{\"a\": {\"version\": \"1\"}}", "no \"value\"")]
    [InlineData("{\"a\": {\"value\": \"1\", \"extra\": \"1\"}}", "\"extra\"")]
    [InlineData("{\"a\": {\"value\": \"1\", \"metadata\": \"1\"}}", "\"metadata\"")]
    [InlineData("{\"a\": 1, \"a\": 2}", "twice")]
    public async Task Wrong_file_is_refused_with_its_name_and_the_place(string content, string expected)
    {
        var path = _folder.Write("items.json", content);

        var exception = await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(path));

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_file_is_refused()
        => Assert.Contains("doesn't exist", (await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(_folder.File("none.json")))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Change_in_place_a_rename_and_a_swapped_link_are_seen()
    {
        Directory.CreateDirectory(_folder.File("1"));
        Directory.CreateDirectory(_folder.File("2"));
        _folder.Write("1/items.json", """{"a":"1"}""");
        _folder.Write("2/items.json", """{"a":"4"}""");
        File.CreateSymbolicLink(_folder.File("data"), _folder.File("1"));
        File.CreateSymbolicLink(_folder.File("items.json"), "data/items.json");
        await using var store = await OpenAsync(_folder.File("items.json"), pollInterval: "100ms");
        var told = new Awaited();
        await using var subscription = await store.SubscribeAsync(["a"], NoMetadata, told.TellAsync, CancellationToken);

        _folder.Write("1/items.json", """{"a":"2"}""");
        await told.WaitForAsync("2");
        File.Move(_folder.Write("1/new.json", """{"a":"3"}"""), _folder.File("1/items.json"), overwrite: true);
        await told.WaitForAsync("3");
        File.Delete(_folder.File("data"));
        File.CreateSymbolicLink(_folder.File("data"), _folder.File("2"));
        await told.WaitForAsync("4");
        File.CreateSymbolicLink(_folder.File("items.new"), "1/items.json");
        File.Move(_folder.File("items.new"), _folder.File("items.json"), overwrite: true);
        await told.WaitForAsync("3");
    }

    [Fact]
    public async Task Broken_file_changes_nothing_and_is_told_of_once()
    {
        var path = _folder.Write("items.json", """{"a":"1"}""");
        await using var store = await OpenAsync(path, new FakeTimeProvider());

        _folder.Write("items.json", """{"a":"2" """);
        await store.ReloadAsync();
        await store.ReloadAsync();

        Assert.Equal("1", (await store.GetAsync([], NoMetadata, CancellationToken))["a"].Value);
        var (level, message) = Assert.Single(_logger.Entries);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("stay as they were", message, StringComparison.Ordinal);

        _folder.Write("items.json", """{"a":"3"}""");
        await store.ReloadAsync();
        Assert.Equal("3", (await store.GetAsync([], NoMetadata, CancellationToken))["a"].Value);
    }

    [Fact]
    public async Task File_is_looked_at_from_time_to_time()
    {
        var clock = new FakeTimeProvider();
        var path = _folder.Write("items.json", """{"a":"1"}""");
        await using var store = await OpenAsync(path, clock);
        var told = new Awaited();
        await using var subscription = await store.SubscribeAsync([], NoMetadata, told.TellAsync, CancellationToken);

        // The clock stands still, so what the system tells of changes is never acted upon.
        _folder.Write("items.json", """{"a":"2"}""");
        clock.Advance(TimeSpan.FromSeconds(5));

        await told.WaitForAsync("2");
    }

    private static string Json(IReadOnlyDictionary<string, ConfigurationItem> items)
        => JsonSerializer.Serialize(items.ToDictionary(
            item => item.Key, item => new { value = item.Value.Value, version = item.Value.Version, metadata = item.Value.Metadata.ToDictionary() }));

    private async Task<LocalFileConfigurationStore> OpenAsync(string path, TimeProvider? clock = null, string pollInterval = "5s")
    {
        var store = new LocalFileConfigurationStore();
        try
        {
            await store.InitializeAsync(TestContexts.Create([new("path", path), new("pollInterval", pollInterval)], clock, _logger), CancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private sealed class Awaited
    {
        private readonly System.Threading.Channels.Channel<string> _values = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public ValueTask TellAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
            => _values.Writer.WriteAsync(items["a"].Value, cancellationToken);

        public async Task WaitForAsync(string value)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
            patience.CancelAfter(Patience);
            while (await _values.Reader.ReadAsync(patience.Token) != value)
            {
            }
        }
    }
}
