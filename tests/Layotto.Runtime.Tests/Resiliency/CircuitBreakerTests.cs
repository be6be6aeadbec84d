using Layotto.Runtime.Expressions;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Runtime.Tests.Resiliency;

/// <summary>The states of a circuit breaker, seen through the policy of a component.</summary>
public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task Opens_after_more_than_five_failures_in_a_row_and_lets_one_call_try_after_a_minute()
    {
        var world = new PolicyWorld(PolicyWorld.ForStore(breaker: new CircuitBreakerSettings()));
        await FailAsync(world, 5);
        await SucceedAsync(world);
        await FailAsync(world, 6);

        Assert.Equal("circuit breaker is open", await RefusalAsync(world));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("circuit breaker is open", await RefusalAsync(world));
        world.Clock.Advance(Tick);
        await SucceedAsync(world);
        await FailAsync(world, 5);
        await SucceedAsync(world);
        Assert.Equal(
            [
                "Information Circuit breaker \"b-store\" changed state from closed to open",
                "Information Circuit breaker \"b-store\" changed state from open to half-open",
                "Information Circuit breaker \"b-store\" changed state from half-open to closed",
            ],
            world.Log.Lines);
    }

    [Fact]
    public async Task A_failure_while_half_open_opens_it_again()
    {
        var world = Tripping("consecutiveFailures >= 1");
        await FailAsync(world, 1);
        world.Clock.Advance(TimeSpan.FromSeconds(60) + Tick);
        await FailAsync(world, 1);
        Assert.Equal("circuit breaker is open", await RefusalAsync(world));
        world.Clock.Advance(TimeSpan.FromSeconds(60) + Tick);
        await SucceedAsync(world);
        await SucceedAsync(world);
    }

    [Fact]
    public async Task Half_open_lets_through_as_many_calls_as_it_says_and_closes_when_all_went_well()
    {
        var world = Tripping("consecutiveFailures >= 1", maxRequests: 2);
        await FailAsync(world, 1);
        world.Clock.Advance(TimeSpan.FromSeconds(60) + Tick);

        var (first, second) = (Pending(world), Pending(world));
        Assert.Equal("too many requests", await RefusalAsync(world));
        first.Gate.SetResult(1);
        await first.Call;
        Assert.Equal("too many requests", await RefusalAsync(world));
        second.Gate.SetResult(1);
        await second.Call;
        await SucceedAsync(world);
    }

    [Fact]
    public async Task A_call_that_began_before_the_state_changed_counts_for_nothing()
    {
        var world = Tripping("consecutiveFailures >= 1");
        var (old, other) = (Pending(world), Pending(world));
        await FailAsync(world, 1);
        world.Clock.Advance(TimeSpan.FromSeconds(60) + Tick);
        Assert.Equal(CircuitState.HalfOpen, await StateAfterAsync(world, old, isSuccess: true));
        Assert.Equal(CircuitState.HalfOpen, await StateAfterAsync(world, other, isSuccess: false));
    }

    [Fact]
    public async Task Counts_begin_anew_after_each_interval()
    {
        var world = new PolicyWorld(PolicyWorld.ForStore(breaker: new CircuitBreakerSettings
        {
            Interval = TimeSpan.FromSeconds(10),
            Trip = CelExpression.Parse("totalFailures >= 3", CircuitBreakerSettings.TripVariables),
        }));
        await FailAsync(world, 2);
        world.Clock.Advance(TimeSpan.FromSeconds(10) + Tick);
        await FailAsync(world, 2);
        await SucceedAsync(world);
        await FailAsync(world, 1);
        Assert.Equal("circuit breaker is open", await RefusalAsync(world));
    }

    [Fact]
    public async Task Without_an_interval_counts_go_on_for_ever()
    {
        var world = Tripping("totalFailures >= 3");
        await FailAsync(world, 2);
        world.Clock.Advance(TimeSpan.FromDays(365));
        await FailAsync(world, 1);
        Assert.Equal("circuit breaker is open", await RefusalAsync(world));
    }

    [Theory]
    [InlineData("requests >= 4 && totalFailures * 2 >= requests", 2, 2, true)]
    [InlineData("requests >= 4 && totalFailures * 2 >= requests", 3, 1, false)]
    [InlineData("totalSuccesses == 1 && consecutiveSuccesses == 0", 1, 1, true)]
    [InlineData("requests / 0 > 1", 0, 10, false)]
    public async Task The_trip_sees_every_count(string trip, int successes, int failures, bool opens)
    {
        var world = Tripping(trip);
        for (var call = 0; call < successes; call++)
            await SucceedAsync(world);
        await FailAsync(world, failures);
        Assert.Equal(opens ? "circuit breaker is open" : null, await RefusalAsync(world));
    }

    [Fact]
    public async Task An_exception_is_a_failure_and_reaches_the_caller()
    {
        var world = Tripping("consecutiveFailures >= 1");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await world.Store.ExecuteAsync<int, int>(0, (_, _) => throw new InvalidOperationException("broken")));
        Assert.Equal("broken", error.Message);
        Assert.Equal("circuit breaker is open", await RefusalAsync(world));
    }

    private static PolicyWorld Tripping(string trip, int maxRequests = 1) => new(PolicyWorld.ForStore(breaker: new CircuitBreakerSettings
    {
        MaxRequests = maxRequests,
        Trip = CelExpression.Parse(trip, CircuitBreakerSettings.TripVariables),
    }));

    private static async Task SucceedAsync(PolicyWorld world) => Assert.Equal(1, await PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Success));

    private static async Task FailAsync(PolicyWorld world, int times)
    {
        for (var time = 0; time < times; time++)
            await PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Failure);
    }

    private static async Task<string?> RefusalAsync(PolicyWorld world)
    {
        try
        {
            await PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Success);
            return null;
        }
        catch (ResilienceException exception)
        {
            Assert.False(exception.IsTimeout);
            return exception.Message;
        }
    }

    private static (TaskCompletionSource<int> Gate, Task<int> Call) Pending(PolicyWorld world)
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (gate, world.Store.ExecuteAsync(gate, (waited, _) => new ValueTask<int>(waited.Task)).AsTask());
    }

    private static async Task<CircuitState> StateAfterAsync(PolicyWorld world, (TaskCompletionSource<int> Gate, Task<int> Call) call, bool isSuccess)
    {
        if (isSuccess)
        {
            call.Gate.SetResult(1);
            await call.Call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken);
        }
        else
        {
            call.Gate.SetException(new InvalidOperationException("late"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => call.Call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        }

        return ((PolicyChain)world.Store).Breaker!.State;
    }
}
