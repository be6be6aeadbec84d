using Layotto.Components;
using static Layotto.Runtime.Tests.Loading.FakeWorld;

namespace Layotto.Runtime.Tests.Loading;

public sealed class RetryTests : IAsyncDisposable
{
    private readonly FakeWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_component_that_may_fail_stays_as_failed_and_comes_up_later()
    {
        var attempts = 0;
        _world.OnInitialize["a"] = (_, _) => ++attempts < 3 ? throw new ComponentException($"down {attempts}") : ValueTask.CompletedTask;

        await _world.LoadAsync(Store("a") with { IgnoreErrors = true }, Store("b"));

        Assert.True(_world.Registry.TryGet("a", out var failed));
        Assert.Equal(ComponentHealth.Failed, failed.Health);
        Assert.Contains("down 1", failed.LastError, StringComparison.Ordinal);
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Error Ignoring error processing component: process component a error: [INIT_COMPONENT_FAILURE]", StringComparison.Ordinal));

        await _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(1.6), TimeSpan.FromSeconds(2));
        Assert.Contains("down 2", failed.LastError, StringComparison.Ordinal);
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Warning Component a (state.fake/v1) still can't be started, the next attempt is in 2s", StringComparison.Ordinal));

        _world.Time.Advance(TimeSpan.FromSeconds(2));
        await _world.WaitForAsync("dispose nobody");
        Assert.True(_world.Registry.TryGet("a", out var ready));
        Assert.NotSame(failed, ready);
        Assert.Equal(ComponentHealth.Ready, ready.Health);
        Assert.Equal(["a", "b"], _world.Registry.All.Select(instance => instance.Name));

        await _world.Loader.DisposeAsync();
        Assert.Equal(["dispose a", "dispose b"], _world.Told.TakeLast(2));
    }

    [Fact]
    public async Task The_waits_double_up_to_a_bound()
    {
        _world.OnInitialize["a"] = (_, _) => throw new ComponentException("down");
        _world.Options = new() { FirstRetryDelay = TimeSpan.FromSeconds(10), LongestRetryDelay = TimeSpan.FromSeconds(30) };
        await _world.LoadAsync(Store("a") with { IgnoreErrors = true });

        foreach (var seconds in (int[])[10, 20, 30, 30, 30])
        {
            await _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(seconds * 0.8), TimeSpan.FromSeconds(seconds));
            _world.Time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await _world.WaitForAsync("init a", times: 6);
    }

    [Fact]
    public async Task Who_needs_a_store_that_comes_up_late_comes_up_after_it()
    {
        var isSealed = true;
        _world.Secrets["s"] = new Dictionary<string, string> { ["s"] = "v" };
        _world.OnInitialize["vault"] = (_, _) => isSealed ? throw new ComponentException("sealed") : ValueTask.CompletedTask;
        await _world.LoadAsync(SecretStore("vault") with { IgnoreErrors = true }, Store("a", Secret("p", "s")) with { SecretStore = "vault", IgnoreErrors = true });

        isSealed = false;
        await _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1), count: 2);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.WaitForAsync("dispose nobody");

        // Both are tried at the same time, so the second may have come too early for the first.
        var isUp = _world.WaitForAsync("init a");
        if (await Task.WhenAny(isUp, _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(1.6), TimeSpan.FromSeconds(2))) != isUp)
            _world.Time.Advance(TimeSpan.FromSeconds(2));
        await isUp;
        await _world.WaitForAsync("dispose nobody", times: 2);
        Assert.Equal("v", _world.ContextOf("a").Metadata["p"]);
    }

    [Fact]
    public async Task An_attempt_ends_when_somebody_has_put_another_instance_in_its_place()
    {
        _world.OnInitialize["a"] = (_, _) => throw new ComponentException("down");
        await _world.LoadAsync(Store("a") with { IgnoreErrors = true });
        _world.Registry.Remove("a");

        await _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.Loader.DisposeAsync();

        Assert.Single(_world.Told, told => told == "init a");
    }

    [Fact]
    public async Task Attempts_end_with_the_loader()
    {
        _world.OnInitialize["a"] = async (_, cancellationToken) =>
        {
            if (_world.Told.Count(told => told == "init a") == 1)
                throw new ComponentException("down");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        await _world.LoadAsync(Store("a") with { IgnoreErrors = true });
        await _world.Time.WaitForTimerAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.WaitForAsync("init a", times: 2);

        await _world.Loader.DisposeAsync();

        await _world.WaitForAsync("dispose a", times: 2);
    }

    [Fact]
    public async Task An_unknown_type_and_an_object_that_cant_be_made_arent_tried_again()
    {
        await _world.LoadAsync(
            Store("a") with { Type = "state.unknown", IgnoreErrors = true },
            Store("b") with { Type = "state.unmade", IgnoreErrors = true });

        Assert.Empty(_world.Registry.All);
        Assert.Contains(_world.Loggers.Lines, line => line.StartsWith("Error Ignoring error processing component: process component a error", StringComparison.Ordinal));
        Assert.Contains(_world.Loggers.Lines, line => line.Contains("no parts left", StringComparison.Ordinal));
    }
}
