using Layotto.Components;
using Layotto.Components.State;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;
using static Layotto.Pluggable.Tests.TestStore;

namespace Layotto.Pluggable.Tests.Connections;

/// <summary>A newer process puts its socket in the place of an older one's.</summary>
public sealed class TakeoverTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ComponentCatalogue _catalogue = new();
    private readonly SocketDiscovery _discovery;
    private readonly Script _first = new();
    private readonly Script _second = new();

    public TakeoverTests() => _discovery = new SocketDiscovery(Options(_folder.Path), _catalogue, new RecordingLogger());

    public async ValueTask DisposeAsync()
    {
        await _discovery.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_process_that_takes_over_is_another_type_and_the_older_one_is_used_until_then()
    {
        await using var older = await ServeAsync("store.sock", _first);
        var (before, store) = await StartAsync();
        await using var _ = store;

        // The newer one has its socket ready before it takes the name.
        Directory.CreateDirectory(_folder.File("next"));
        await using var newer = await ServeAsync(Path.Combine("next", "store.sock"), _second);
        File.Move(_folder.File(Path.Combine("next", "store.sock")), _folder.File("store.sock"), overwrite: true);
        var (after, next) = await StartAsync();
        await using var __ = next;

        Assert.NotSame(before, after);
        await store.SetAsync(Set("a", "1"), Patience.Cancellation).Soon();
        await next.SetAsync(Set("b", "1"), Patience.Cancellation).Soon();
        Assert.Equal(["Init mystore", "Features mystore", "Set mystore"], _first.Calls);
        Assert.Equal(["Init mystore", "Features mystore", "Set mystore"], _second.Calls);
    }

    [Fact]
    public async Task A_process_that_comes_after_a_death_is_the_same_type()
    {
        var process = await ServeAsync("store.sock", _first);
        var (before, store) = await StartAsync();
        await using var _ = store;
        await process.DisposeAsync();
        await Patience.UntilAsync(() => Assert.Single(_discovery.Records) is { State: SocketState.Silent, LastError: not null }, "the loss shows in the record");
        await using var back = await ServeAsync("store.sock", _second);

        await _discovery.ScanAsync(Patience.Cancellation).Soon();

        Assert.True(_catalogue.TryFind("state.store", "v1", out var after, out var _));
        Assert.Same(before, after);
        await Patience.UntilAsync(() => _second.Calls.Count == 2, "the component initialises the process that is back");
        await Patience.UntilAsync(() => Assert.Single(_discovery.Records) is { State: SocketState.Serving, LastError: null }, "the return shows in the record");
    }

    private async Task<(ComponentDescriptor Descriptor, IStateStore Store)> StartAsync()
    {
        await _discovery.ScanAsync(Patience.Cancellation).Soon();
        Assert.True(_catalogue.TryFind("state.store", "v1", out var descriptor, out var reason), reason);
        var store = (IStateStore)descriptor.Create();
        await store.InitializeAsync(Context(null, null), Patience.Cancellation).Soon();
        return (descriptor, store);
    }

    private Task<FakeProcess> ServeAsync(string name, Script script)
        => FakeProcess.ServeAsync(_folder.File(name), script, [FakeStateService.Serve(new FakeStateService(TimeProvider.System))]);
}
