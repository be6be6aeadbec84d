using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Runtime.Tests.Resiliency;

/// <summary>How often a call is attempted, and after what waits.</summary>
public sealed class RetryPolicyTests
{
    private static readonly AttemptStatus Permanent = new(IsFailure: true, IsPermanent: true);

    [Fact]
    public async Task A_constant_policy_waits_the_same_time_each_time_and_gives_the_last_result()
    {
        var world = Retrying(new RetrySettings { MaxRetries = 3 });
        var attempts = new List<int>();
        var call = PolicyWorld.CallAsync(world.Store, attempts, _ => AttemptStatus.Failure);
        for (var wait = 0; wait < 3; wait++)
            await world.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(4, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        Assert.Equal([1, 2, 3, 4], attempts);
        Assert.Equal(["Information Error processing operation component[store] output. Retrying in 00:00:05…"], world.Log.Lines);
    }

    [Fact]
    public async Task It_ends_with_the_first_success()
    {
        var world = Retrying(new RetrySettings());
        var call = PolicyWorld.CallAsync(world.Store, [], attempt => attempt < 3 ? AttemptStatus.Failure : AttemptStatus.Success);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(3, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        Assert.Contains("Information Recovered processing operation component[store] output after 3 attempts", world.Log.Lines);
    }

    [Fact]
    public async Task The_waits_of_an_exponential_policy_grow_up_to_the_longest()
    {
        var world = Retrying(new RetrySettings { IsExponential = true, MaxInterval = TimeSpan.FromMilliseconds(1500), MaxRetries = 5 });
        var call = PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Failure);
        foreach (var wait in new[] { 500, 750, 1125, 1500, 1500 })
            await world.PassAsync(TimeSpan.FromMilliseconds(wait));
        Assert.Equal(6, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0.0, 250)]
    [InlineData(1.0, 750)]
    public async Task They_are_spread_by_half_either_way(double random, int milliseconds)
    {
        var settings = PolicyWorld.ForStore(retry: new RetrySettings { IsExponential = true, MaxRetries = 1 });
        var world = new PolicyWorld(settings);
        var policies = new Resilience(settings, new ResilienceEnvironment(world.Log, world.Clock, () => random));
        var call = PolicyWorld.CallAsync(policies.ForComponent("store", Components.ComponentKind.State, FlowDirection.Outbound), [], _ => AttemptStatus.Failure);
        await world.PassAsync(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(2, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_exponential_policy_gives_up_when_the_next_wait_would_end_too_late()
    {
        var world = Retrying(new RetrySettings { IsExponential = true, MaxElapsedTime = TimeSpan.FromSeconds(2) });
        var call = PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Failure);
        await world.PassAsync(TimeSpan.FromMilliseconds(500));
        await world.PassAsync(TimeSpan.FromMilliseconds(750));
        Assert.Equal(3, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_retries_are_none()
    {
        var world = Retrying(new RetrySettings { MaxRetries = 0 });
        Assert.False(world.Store.Retries);
        Assert.True(world.Store.IsEmpty);
        Assert.Equal(1, await PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Failure));
    }

    [Fact]
    public async Task A_permanent_failure_is_not_tried_again()
        => Assert.Equal(1, await PolicyWorld.CallAsync(Retrying(new RetrySettings()).Store, [], _ => Permanent));

    [Theory]
    [InlineData(503, null, true)]
    [InlineData(429, null, true)]
    [InlineData(404, null, false)]
    [InlineData(null, 4, true)]
    [InlineData(null, 3, false)]
    [InlineData(null, null, true)]
    public async Task Only_the_listed_codes_are_tried_again(int? http, int? grpc, bool isRetried)
    {
        var world = Retrying(new RetrySettings
        {
            Duration = TimeSpan.Zero,
            MaxRetries = 1,
            HttpCodes = [new CodeRange(429, 429), new CodeRange(500, 599)],
            GrpcCodes = [new CodeRange(4, 6)],
        });
        var status = new AttemptStatus(IsFailure: true, HttpStatus: http, GrpcStatus: grpc);
        Assert.Equal(isRetried ? 2 : 1, await PolicyWorld.CallAsync(world.Store, [], _ => status));
    }

    [Fact]
    public async Task Without_a_judge_every_exception_is_tried_again_and_the_last_one_thrown()
    {
        var world = Retrying(new RetrySettings { Duration = TimeSpan.Zero, MaxRetries = 2 });
        var attempts = new List<int>();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await world.Store.ExecuteAsync<List<int>, int>(
            attempts,
            async (made, _) =>
            {
                made.Add(1);
                await Task.Yield();
                throw new InvalidOperationException($"attempt {made.Count}");
            }));
        Assert.Equal("attempt 3", error.Message);
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public async Task The_caller_can_end_the_waiting()
    {
        var world = Retrying(new RetrySettings());
        using var caller = new CancellationTokenSource();
        var call = PolicyWorld.CallForAsync(world.Store, [], _ => AttemptStatus.Failure, caller.Token);
        await world.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_that_has_gone_gets_the_attempts_own_error()
    {
        var world = Retrying(new RetrySettings());
        Assert.Equal(1, await PolicyWorld.CallForAsync(world.Store, [], _ => AttemptStatus.Failure, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_attempt_has_the_timeout_for_itself(bool wraps)
    {
        var world = new PolicyWorld(PolicyWorld.ForStore(TimeSpan.FromMilliseconds(5), new RetrySettings { Duration = TimeSpan.FromSeconds(1), MaxRetries = 1 }));
        var attempts = new List<int>();
        var call = world.Store.ExecuteAsync<List<int>, int>(attempts, async (made, token) =>
        {
            made.Add(1);
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException exception) when (wraps)
            {
                throw new InvalidOperationException("wrapped", exception);
            }

            return 0;
        }).AsTask();
        await world.PassAsync(TimeSpan.FromMilliseconds(5));
        await world.PassAsync(TimeSpan.FromSeconds(1));
        await world.PassAsync(TimeSpan.FromMilliseconds(5));
        var error = await Assert.ThrowsAsync<ResilienceException>(() => call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        Assert.True(error.IsTimeout);
        Assert.Equal("context deadline exceeded", error.Message);
        Assert.Equal(2, attempts.Count);
    }

    [Fact]
    public async Task Timeouts_beyond_a_timers_reach_are_none()
    {
        var world = new PolicyWorld(PolicyWorld.ForStore(TimeSpan.FromDays(10_000)));
        Assert.Equal(7, await world.Store.ExecuteAsync(7, (seven, _) => new ValueTask<int>(seven)));
    }

    [Fact]
    public async Task An_open_circuit_ends_the_retries()
    {
        var world = new PolicyWorld(PolicyWorld.ForStore(
            retry: new RetrySettings { Duration = TimeSpan.Zero },
            breaker: new CircuitBreakerSettings { Trip = Layotto.Runtime.Expressions.CelExpression.Parse("totalFailures == 3", CircuitBreakerSettings.TripVariables) }));
        var attempts = new List<int>();
        var error = await Assert.ThrowsAsync<ResilienceException>(() => PolicyWorld.CallAsync(world.Store, attempts, _ => AttemptStatus.Failure));
        Assert.Equal("circuit breaker is open", error.Message);
        Assert.Equal(3, attempts.Count);
    }

    private static PolicyWorld Retrying(RetrySettings retry) => new(PolicyWorld.ForStore(retry: retry));
}
