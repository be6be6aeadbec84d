using Grpc.Core;
using Layotto.Components;
using Layotto.Components.State;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;
using static Layotto.Pluggable.Tests.TestStore;

namespace Layotto.Pluggable.Tests.Connections;

/// <summary>A process that dies, hangs and comes back.</summary>
public sealed class ComponentLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Script _script = new();
    private readonly HealthLog _health = new();
    private readonly FakeStateService _states = new(TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Calls_fail_at_once_while_the_process_is_gone_and_say_so()
    {
        var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health);
        await process.DisposeAsync();
        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");

        var error = await Assert.ThrowsAsync<ComponentUnavailableException>(() => store.GetAsync(Get("a"), Patience.Cancellation).Soon());

        Assert.Contains(_folder.File("store.sock"), error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("store.sock"), _health.Last.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_under_way_ends_with_the_process()
    {
        var process = await ServeAsync();
        var reached = new TaskCompletionSource();
        _script.Before["Get"] = context =>
        {
            reached.TrySetResult();
            return Script.HangAsync(context);
        };
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health);
        var call = store.GetAsync(Get("a"), Patience.Cancellation).AsTask();
        await reached.Task.Soon();

        await process.DisposeAsync();

        await Assert.ThrowsAsync<ComponentUnavailableException>(() => call.Soon());
    }

    [Fact]
    public async Task A_process_that_is_back_is_initialised_before_anything_else_reaches_it()
    {
        var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health);
        await process.DisposeAsync();

        // The calls don't let up while it is away.
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await TryGetAsync(store);
        })).ToArray();
        var second = new Script();
        var initialising = new TaskCompletionSource();
        second.Before["Init"] = _ => initialising.Task;
        await using var back = await FakeProcess.ServeAsync(_folder.File("store.sock"), second, [FakeStateService.Serve(new FakeStateService(TimeProvider.System))]);
        await Patience.UntilAsync(() => second.Calls.Count > 0, "the process is asked to initialise");
        initialising.SetResult();
        await Patience.UntilAsync(() => second.Calls.Count > 10, "calls reach the process");
        await stop.CancelAsync();
        await Task.WhenAll(callers).Soon();

        Assert.Equal(["Init mystore", "Features mystore"], second.Calls.Take(2));
        Assert.All(second.Calls.Skip(2), call => Assert.Equal("Get mystore", call));
        Assert.Equal(ComponentHealth.Ready, _health.Last.Health);
    }

    [Fact]
    public async Task A_process_that_takes_over_while_the_old_one_still_has_calls_is_initialised_first_too()
    {
        var reached = new TaskCompletionSource();
        _script.Before["Get"] = context =>
        {
            reached.TrySetResult();
            return Script.HangAsync(context);
        };
        await using var old = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health);
        var underWay = store.GetAsync(Get("a"), Patience.Cancellation).AsTask();
        await reached.Task.Soon();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Patience.Cancellation);
        var stopping = old.StopAsync(patience.Token);

        // The connection is still there when the other process is, so only what the old one said tells the two apart.
        var second = new Script();
        await using var next = await FakeProcess.ServeAsync(
            _folder.File("store.sock"), second, [FakeStateService.Serve(new FakeStateService(TimeProvider.System))]);
        while (second.Calls.Count < 10)
        {
            Assert.False(Patience.Cancellation.IsCancellationRequested);
            await TrySetAsync(store);
        }

        Assert.Equal(["Init mystore", "Features mystore", "Set mystore"], second.Calls.Take(3));
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => underWay.Soon());
        await patience.CancelAsync();
        await stopping.Soon();
    }

    [Fact]
    public async Task A_process_that_refuses_after_coming_back_is_asked_until_it_takes_its_settings()
    {
        var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health);
        await process.DisposeAsync();
        _script.Before["Init"] = Script.Refuse(StatusCode.Internal, "the disk is away");
        await using var back = await ServeAsync();

        await Patience.UntilAsync(() => _health.Last.Reason == "the disk is away", "its reason is reported");
        var error = await Assert.ThrowsAsync<ComponentUnavailableException>(() => store.GetAsync(Get("a"), Patience.Cancellation).Soon());
        Assert.Equal("the disk is away", error.Message);
        _script.Before.Clear();

        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");
        Assert.Null(await store.GetAsync(Get("a"), Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task A_process_that_answers_no_ping_is_reported_until_it_does()
    {
        var isMute = true;
        _script.Before["Ping"] = context => Volatile.Read(ref isMute) ? Script.HangAsync(context) : Task.CompletedTask;
        await using var process = await ServeAsync();
        var options = Options(_folder.Path) with { PingInterval = TimeSpan.FromMilliseconds(20), PingTimeout = TimeSpan.FromMilliseconds(50) };
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health, options: options);

        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the silence is reported");
        Assert.EndsWith("does not answer", _health.Last.Reason, StringComparison.Ordinal);
        Volatile.Write(ref isMute, false);

        await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "the answer is reported");
    }

    [Fact]
    public async Task A_process_without_ping_counts_as_alive()
    {
        var pings = 0;
        _script.Before["Ping"] = _ =>
        {
            Interlocked.Increment(ref pings);
            throw new RpcException(new Status(StatusCode.Unimplemented, "no ping"));
        };
        await using var process = await ServeAsync();
        var options = Options(_folder.Path) with { PingInterval = TimeSpan.FromMilliseconds(5) };
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health, options: options);

        await Patience.UntilAsync(() => Volatile.Read(ref pings) > 5, "several pings");

        Assert.Null(_health.Last.Reason);
    }

    [Fact]
    public async Task A_socket_that_was_put_in_the_place_of_the_process_is_looked_at_first()
    {
        var process = await ServeAsync();
        await using var store = await StartAsync(_folder.File("store.sock"), health: _health);
        await process.DisposeAsync();
        await using var other = await FakeProcess.ServeAsync(_folder.File("other"), _script, [FakeStateService.Serve(_states)]);
        File.CreateSymbolicLink(_folder.File("store.sock"), _folder.File("other"));

        await Patience.UntilAsync(() => _health.Last.Reason?.Contains("symbolic link", StringComparison.Ordinal) == true, "the link is refused");
    }

    [Fact]
    public async Task Nothing_is_left_of_fifty_deaths()
    {
        var process = await ServeAsync();
        var store = await StartAsync(_folder.File("store.sock"), health: _health);
        var before = 0;
        for (var death = 0; death < 50; death++)
        {
            await store.SetAsync(Set("a", "1"), Patience.Cancellation).Soon();
            await process.DisposeAsync();
            await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Failed, "the loss is reported");
            process = await ServeAsync();
            await Patience.UntilAsync(() => _health.Last.Health == ComponentHealth.Ready, "it is used again");
            if (death == 4)
                before = OpenSockets();
        }

        // Servers in this process close their ends a little later; what leaks would be dozens.
        await Patience.UntilAsync(() => OpenSockets() <= before + 10, $"{OpenSockets()} sockets come down to {before}");
        await store.DisposeAsync();
        await process.DisposeAsync();
    }

    private static int OpenSockets() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(path => new FileInfo(path).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    private static async Task TrySetAsync(IStateStore store)
    {
        try
        {
            await store.SetAsync(Set("a", "1"), Patience.Cancellation).Soon();
        }
        catch (ComponentUnavailableException)
        {
            await Task.Yield();
        }
    }

    private static async Task TryGetAsync(IStateStore store)
    {
        try
        {
            await store.GetAsync(Get("a"), Patience.Cancellation);
        }
        catch (ComponentUnavailableException)
        {
            await Task.Yield();
        }
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("store.sock"), _script, [FakeStateService.Serve(_states)]);
}
