using Layotto.Components;
using Layotto.Runtime.Loading;
using static Layotto.Runtime.Tests.Loading.FakeWorld;

namespace Layotto.Runtime.Tests.Loading;

public sealed class ReloadTests : IAsyncDisposable
{
    private readonly FakeWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_is_the_same_is_left_alone()
    {
        await _world.LoadAsync(Store("a", Value("k", "1")), Store("b"));

        Assert.Equal(new ComponentChanges(0, 0), await ApplyAsync(Store("b"), Store("a", Value("k", "1"))));

        Assert.Equal(["init a", "init b"], _world.Told);
    }

    [Fact]
    public async Task A_changed_component_starts_before_the_old_one_stops_and_the_observers_are_told_between()
    {
        _world.Options = new() { Observers = [new Observer(this)] };
        await _world.LoadAsync(Store("a", Value("k", "1")));
        Assert.True(_world.Registry.TryGet("a", out var old));

        Assert.Equal(new ComponentChanges(1, 0), await ApplyAsync(Store("a", Value("k", "2"))));
        await _world.WaitForAsync("dispose a");

        Assert.Equal(["init a", "init a", "observed a -> a", "dispose a"], _world.Told);
        Assert.Equal("2", _world.ContextOf("a").Metadata["k"]);
        Assert.Equal(ComponentHealth.Stopped, old.Health);
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Information Component updated: a (state.fake/v1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replaced_component_is_closed_only_after_its_last_call()
    {
        await _world.LoadAsync(Store("a", Value("k", "1")));
        Assert.True(_world.Registry.TryUse("a", out var use));

        await ApplyAsync(Store("a", Value("k", "2")));
        Assert.False(use.Instance.TryUse(out _));
        Assert.True(_world.Registry.TryUse("a", out var newUse));
        Assert.NotSame(use.Instance, newUse.Instance);
        newUse.Dispose();
        Assert.DoesNotContain("dispose a", _world.Told);

        use.Dispose();
        await _world.WaitForAsync("dispose a");
    }

    [Fact]
    public async Task A_call_that_never_ends_keeps_the_old_component_no_longer_than_the_drain_timeout()
    {
        _world.Options = new() { DrainTimeout = TimeSpan.FromSeconds(20) };
        await _world.LoadAsync(Store("a", Value("k", "1")));
        Assert.True(_world.Registry.TryUse("a", out _));

        await ApplyAsync();
        await _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
        _world.Time.Advance(TimeSpan.FromSeconds(20));

        await _world.WaitForAsync("dispose a");
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Warning Component a (state.fake/v1) is still in use after 20s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_component_that_cannot_follow_goes_on_as_it_was()
    {
        await _world.LoadAsync(Store("a", Value("k", "1")), Store("b"));
        _world.OnInitialize["a"] = (_, _) => throw new ComponentException("no such server");

        Assert.Equal(new ComponentChanges(1, 1), await ApplyAsync(Store("a", Value("k", "2"))));

        Assert.Equal("1", _world.ContextOf("a").Metadata["k"]);
        Assert.False(_world.Registry.TryGet("b", out _));
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Error Component a (state.fake/v1) could not be updated, so the one before it goes on", StringComparison.Ordinal) && line.Contains("no such server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_component_that_cannot_start_is_tried_again_with_the_next_comparison()
    {
        await _world.LoadAsync();
        _world.OnInitialize["a"] = (_, _) => throw new ComponentException("not yet");
        Assert.Equal(new ComponentChanges(0, 1), await ApplyAsync(Store("a")));

        _world.OnInitialize.Clear();
        Assert.Equal(new ComponentChanges(1, 0), await ApplyAsync(Store("a")));

        Assert.True(_world.Registry.TryGet("a", out var instance));
        Assert.Equal(ComponentHealth.Ready, instance.Health);
    }

    [Fact]
    public async Task An_observer_that_fails_keeps_nobody_from_following()
    {
        _world.Options = new() { Observers = [new Failing(), new Observer(this)] };
        await _world.LoadAsync(Store("a"));

        await ApplyAsync(Store("a"), Store("b"));

        Assert.Contains("observed  -> b", _world.Told);
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Error Component b (state.fake/v1) changed, and Failing couldn't follow: out of order", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_actor_state_store_may_change_and_move()
    {
        await _world.LoadAsync(Store("a", Value("actorStateStore", "true")));

        Assert.Equal(new ComponentChanges(1, 0), await ApplyAsync(Store("a", Value("actorStateStore", "true"), Value("k", "2"))));
        Assert.Equal(new ComponentChanges(1, 0), await ApplyAsync());
        Assert.Equal(new ComponentChanges(1, 0), await ApplyAsync(Store("b", Value("actorStateStore", "true"))));
    }

    [Fact]
    public async Task Uses_from_many_threads_are_counted_right()
    {
        await _world.LoadAsync(Store("a", Value("k", "0")));
        using var done = new CancellationTokenSource();
        var disposedInUse = 0;
        var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    Assert.True(_world.Registry.TryUse("a", out var use));
                    if (use.Instance.Health == ComponentHealth.Stopped)
                        Interlocked.Increment(ref disposedInUse);
                    use.Dispose();
                }
            },
            TestContext.Current.CancellationToken)).ToArray();

        for (var change = 1; change <= 50; change++)
            Assert.Equal(new ComponentChanges(1, 0), await ApplyAsync(Store("a", Value("k", $"{change}"))));
        await _world.WaitForAsync("dispose a", times: 50);
        await done.CancelAsync();
        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(0, disposedInUse);
    }

    private Task<ComponentChanges> ApplyAsync(params Layotto.Components.Specification.ComponentSpecification[] wanted)
        => _world.Loader.ApplyAsync(wanted, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private sealed class Observer(ReloadTests tests) : IComponentObserver
    {
        public ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
        {
            tests._world.Tell($"observed {removed?.Name} -> {added?.Name}");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Failing : IComponentObserver
    {
        public ValueTask ComponentChangedAsync(ComponentInstance? removed, ComponentInstance? added, CancellationToken cancellationToken)
            => throw new InvalidOperationException("out of order");
    }
}
