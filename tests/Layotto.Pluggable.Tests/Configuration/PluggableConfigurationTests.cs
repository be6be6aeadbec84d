using System.Threading.Channels;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Components.V1;
using Layotto.Testing;
using ConfigurationItem = Layotto.Components.Configuration.ConfigurationItem;

namespace Layotto.Pluggable.Tests.Configuration;

/// <summary>A configuration store whose process dies, comes back with other items, and says what it shouldn't.</summary>
public sealed class PluggableConfigurationTests : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly TemporaryFolder _folder = new();
    private readonly Script _script = new();
    private readonly RecordingLogger _log = new();
    private readonly TestStore.HealthLog _health = new();
    private readonly FakeConfigurationService _service = new();
    private readonly Channel<(string Key, string? Value)> _told = Channel.CreateUnbounded<(string, string?)>();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_process_is_told_who_it_works_for_and_its_settings_without_those_of_the_gateway()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync(("path", "/x"), ("layotto.callTimeout", "5s"));

        Assert.Equal(("app", "space"), (_service.Initialised!.AppId, _service.Initialised.Namespace));
        Assert.Equal(("path", "/x"), Assert.Single(_service.Initialised.Metadata.Select(setting => (setting.Key, setting.Value))));
        Assert.Equal(["Init mystore", "Features mystore"], _script.Calls);
        Assert.Empty(store.Features);
    }

    [Fact]
    public async Task What_changed_while_the_process_was_away_is_told_when_it_is_back()
    {
        var process = await ServeAsync();
        _service.Write(("changed", "1"), ("same", "1"), ("deleted", "1"), ("other", "1"));
        await using var store = await StartAsync();
        await using var subscription = await SubscribeAsync(store, "changed", "same", "deleted", "new");
        await process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");

        _service.Write(("changed", "2"), ("same", "1"), ("new", "1"), ("other", "2"));
        await using var back = await ServeAsync();

        Assert.Equal([("changed", "2"), ("deleted", null), ("new", "1")], await NextAsync(3));
        _service.Write(("changed", "3"), ("same", "1"), ("new", "1"), ("other", "3"));
        Assert.Equal([("changed", "3")], await NextAsync(1));
        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task No_change_is_lost_over_many_deaths_and_ended_streams()
    {
        var process = await ServeAsync();
        await using var store = await StartAsync();
        await using var subscription = await SubscribeAsync(store, "a");
        for (var round = 0; round < 10; round++)
        {
            if (round % 3 == 0)
                _service.EndStreams();
            else if (round % 3 == 1)
                _service.EndStreams(new RpcException(new Status(StatusCode.Internal, "out of order")));
            else
                await process.DisposeAsync();
            var value = $"{round}";
            _service.Write(("a", value));
            if (round % 3 == 2)
                process = await ServeAsync();

            Assert.Equal([("a", value)], await NextAsync(1));
        }

        await process.DisposeAsync();
    }

    [Fact]
    public async Task A_subscription_cannot_begin_while_the_process_is_away()
    {
        var process = await ServeAsync();
        await using var store = await StartAsync();
        await process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");

        var error = await Assert.ThrowsAsync<ComponentUnavailableException>(() => SubscribeAsync(store, "a"));

        Assert.Contains(_folder.File("store.sock"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_does_not_say_what_there_is_keeps_nobody_waiting()
    {
        await using var process = await ServeAsync();
        _service.Begin = static _ => null;
        await using var store = await StartAsync(("layotto.callTimeout", "100ms"));

        var error = await Assert.ThrowsAsync<ComponentUnavailableException>(() => SubscribeAsync(store, "a"));

        Assert.Contains("layotto.callTimeout", error.Message, StringComparison.Ordinal);
        await Patience.UntilAsync(() => _service.Followers == 0, "the stream is ended");
    }

    [Fact]
    public async Task A_subscription_that_begins_with_deleted_items_is_refused()
    {
        await using var process = await ServeAsync();
        _service.Begin = static _ => new SubscribeConfigurationResponse { Deleted = { "a" } };
        await using var store = await StartAsync();

        var error = await Assert.ThrowsAsync<ComponentException>(() => SubscribeAsync(store, "a"));

        Assert.Contains("must begin with all there are", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_that_nobody_asked_for_are_passed_over()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        await using var subscription = await SubscribeAsync(store, "a");

        _service.Send(new SubscribeConfigurationResponse { Items = { ["b"] = new() { Value = "1" }, ["a"] = new() { Value = "1" } }, Deleted = { "c" } });

        Assert.Equal([("a", "1")], await NextAsync(1));
    }

    [Fact]
    public async Task A_process_that_never_stops_telling_of_new_items_ends_its_own_stream_and_nothing_else()
    {
        await using var process = await ServeAsync();
        _service.Write(("a", "1"));
        await using var store = await StartAsync(("layotto.maxMessageSize", "4Ki"));
        await using var subscription = await SubscribeAsync(store);

        for (var number = 0; number < 8; number++)
            _service.Send(new SubscribeConfigurationResponse { Items = { [$"k{number}"] = new() { Value = new string('x', 1000) } } });

        await Patience.UntilAsync(() => _log.Entries.Any(entry => entry.Message.Contains("more than 4096 characters", StringComparison.Ordinal)), "it is told of");
        Assert.Equal("1", (await store.GetAsync(["a"], NoMetadata, Patience.Cancellation).Soon())["a"].Value);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_an_error_with_a_sentence()
    {
        await using var process = await ServeAsync();
        _service.Write(("a", new string('x', 8192)));
        await using var store = await StartAsync(("layotto.maxMessageSize", "4Ki"));

        var read = await Assert.ThrowsAsync<ComponentException>(() => store.GetAsync(["a"], NoMetadata, Patience.Cancellation).Soon());
        var subscribed = await Assert.ThrowsAsync<ComponentException>(() => SubscribeAsync(store, "a"));

        Assert.Contains("4096", read.Message, StringComparison.Ordinal);
        Assert.Contains("4096", subscribed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscriber_that_throws_is_told_of_the_next_change()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        var failures = 1;
        await using var subscription = await store.SubscribeAsync(
            [],
            NoMetadata,
            (items, token) => Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("not now") : TakeAsync(items, token),
            Patience.Cancellation).Soon();

        _service.Write(("a", "1"));
        _service.Write(("a", "2"));

        Assert.Equal([("a", "2")], await NextAsync(1));
        Assert.Contains(_log.Entries, entry => entry.Message.EndsWith("not now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_stream_ends_with_the_subscription()
    {
        await using var process = await ServeAsync();
        await using var store = await StartAsync();
        var subscription = await SubscribeAsync(store, "a");

        await subscription.DisposeAsync().Soon();

        await Patience.UntilAsync(() => _service.Followers == 0, "the stream is ended");
    }

    private async Task<(string Key, string? Value)[]> NextAsync(int count)
    {
        var told = new List<(string, string?)>();
        while (told.Count < count)
            told.Add(await _told.Reader.ReadAsync(Patience.Cancellation).Soon());
        return [.. told.Order()];
    }

    private ValueTask TakeAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        foreach (var (key, item) in items)
            _told.Writer.TryWrite((key, item.Equals(ConfigurationItem.Deleted) ? null : item.Value));
        return ValueTask.CompletedTask;
    }

    private Task<IAsyncDisposable> SubscribeAsync(IConfigurationStore store, params string[] keys)
        => store.SubscribeAsync(keys, NoMetadata, TakeAsync, Patience.Cancellation).Soon();

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("store.sock"), _script, [FakeConfigurationService.Serve(_service)]);

    private Task<IConfigurationStore> StartAsync(params (string Key, string Value)[] metadata)
        => TestComponents.StartAsync<IConfigurationStore>(_folder.File("store.sock"), ComponentKind.Configuration, _health, _log, metadata);
}
