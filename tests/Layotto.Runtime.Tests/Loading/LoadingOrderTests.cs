using Layotto.Components;
using static Layotto.Runtime.Tests.Loading.FakeWorld;

namespace Layotto.Runtime.Tests.Loading;

public sealed class LoadingOrderTests : IAsyncDisposable
{
    private readonly FakeWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Secret_stores_come_first_and_the_others_in_the_order_written()
    {
        await _world.LoadAsync(Store("b"), SecretStore("s2"), Store("a"), SecretStore("s1"));

        Assert.Equal(["init s2", "init s1", "init b", "init a"], _world.Told);
        Assert.Equal(["s2", "s1", "b", "a"], _world.Registry.All.Select(instance => instance.Name));
        Assert.All(_world.Registry.All, instance => Assert.Equal(ComponentHealth.Ready, instance.Health));
        Assert.Equal(
            ["Information Component loaded: s2 (secretstores.fake/v1)", "Information Component loaded: s1 (secretstores.fake/v1)", "Information Component loaded: b (state.fake/v1)", "Information Component loaded: a (state.fake/v1)"],
            _world.Loggers.Lines);
    }

    [Fact]
    public async Task A_component_waits_for_a_secret_store_that_comes_later()
    {
        _world.Secrets["token"] = new Dictionary<string, string> { ["token"] = "t" };

        await _world.LoadAsync(
            SecretStore("first", Secret("a", "token")) with { SecretStore = "second" },
            SecretStore("second", Secret("a", "token")) with { SecretStore = "third" },
            SecretStore("third"),
            Store("store", Secret("a", "token")) with { SecretStore = "first" });

        Assert.Equal(["init third", "init second", "init first", "init store"], _world.Told.Where(told => told.StartsWith("init", StringComparison.Ordinal)));
        Assert.Equal("t", _world.ContextOf("store").Metadata["a"]);
    }

    [Fact]
    public async Task Secret_stores_that_need_each_other_both_fail_and_so_does_who_needs_them()
    {
        var failures = await _world.FailAsync(
            SecretStore("first", Secret("a", "token")) with { SecretStore = "second" },
            SecretStore("second", Secret("a", "token")) with { SecretStore = "first" },
            SecretStore("self", Secret("a", "token")) with { SecretStore = "self" },
            Store("store", Secret("a", "token")) with { SecretStore = "first" });

        Assert.Equal(4, failures.Count);
        Assert.All(failures, failure => Assert.Contains("\"a\" refers to the secret \"token\" in the secret store", failure, StringComparison.Ordinal));
        Assert.Empty(_world.Told);
    }

    [Fact]
    public async Task What_runs_is_stopped_last_started_first()
    {
        await _world.LoadAsync(Store("b"), Store("a"), SecretStore("s"));

        await _world.Loader.DisposeAsync();
        await _world.Loader.DisposeAsync();

        Assert.Equal(["dispose a", "dispose b", "dispose s"], _world.Told.Skip(3));
        Assert.All(_world.Registry.All, instance => Assert.Equal(ComponentHealth.Stopped, instance.Health));
    }

    [Fact]
    public async Task A_component_that_doesnt_stop_is_left_behind_and_the_others_are_told_to_stop()
    {
        var never = new TaskCompletionSource();
        _world.OnDispose["stuck"] = () => new ValueTask(never.Task);
        await _world.LoadAsync(Store("first"), Store("stuck"), Store("last"));

        var disposing = _world.Loader.DisposeAsync().AsTask();
        await _world.WaitForAsync("dispose stuck");
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        await disposing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await _world.WaitForAsync("dispose first");
        Assert.Contains("Warning Component stuck (state.fake/v1) didn't stop in time and is left behind", _world.Loggers.Lines);
    }

    [Fact]
    public async Task A_component_that_fails_to_stop_keeps_no_other_from_it()
    {
        _world.OnDispose["broken"] = () => throw new InvalidOperationException("stuck valve");
        await _world.LoadAsync(Store("first"), Store("broken"));

        await _world.Loader.DisposeAsync();

        await _world.WaitForAsync("dispose first");
        Assert.Contains("Warning Component broken (state.fake/v1) couldn't be stopped cleanly: stuck valve", _world.Loggers.Lines);
    }

    [Fact]
    public async Task Components_that_came_up_before_a_failure_are_stopped_with_the_loader()
    {
        _world.OnInitialize["bad"] = (_, _) => throw new ComponentException("no");
        await _world.FailAsync(Store("good"), Store("bad"));

        await _world.Loader.DisposeAsync();

        await _world.WaitForAsync("dispose good");
    }

    [Fact]
    public async Task Loading_ends_when_its_token_fires()
    {
        using var stop = new CancellationTokenSource();
        _world.OnInitialize["slow"] = async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);

        var loading = _world.Loader.LoadAsync([Store("slow"), Store("next")], stop.Token);
        await _world.WaitForAsync("init slow");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await _world.WaitForAsync("dispose slow");
        Assert.DoesNotContain("init next", _world.Told);
    }

    [Fact]
    public async Task Loading_ends_when_the_loader_is_disposed()
    {
        _world.OnInitialize["slow"] = async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken);

        var loading = _world.Loader.LoadAsync([Store("slow")], TestContext.Current.CancellationToken);
        await _world.WaitForAsync("init slow");
        await _world.Loader.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Empty(_world.Registry.All);
    }
}
