using Layotto.Components;
using Layotto.Runtime.Expressions;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Runtime.Tests.Resiliency;

/// <summary>Which policies are applied to what.</summary>
public sealed class PolicyTargetTests
{
    private static readonly CircuitBreakerSettings AtOnce = new() { Trip = CelExpression.Parse("consecutiveFailures == 1", CircuitBreakerSettings.TripVariables) };

    [Theory]
    [InlineData(14, 4)]
    [InlineData(16, 4)]
    [InlineData(2, 1)]
    [InlineData(null, 1)]
    public async Task An_app_without_policies_has_the_built_in_retries_for_when_it_was_not_reached(int? grpcStatus, int attempts)
    {
        var world = new PolicyWorld(ResilienceSettings.Empty);
        var policy = world.Policies.ForApp("orders", "submit");
        Assert.True(policy.Retries);
        var call = PolicyWorld.CallAsync(policy, [], _ => new AttemptStatus(IsFailure: true, GrpcStatus: grpcStatus));
        for (var retry = 1; retry < attempts; retry++)
            await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(attempts, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Default_policies_go_around_the_built_in_retries()
    {
        var world = new PolicyWorld(new ResilienceSettings
        {
            Retries = Named("DefaultAppRetryPolicy", Retrying(1)),
            Timeouts = new Dictionary<string, TimeSpan> { ["DefaultTimeoutPolicy"] = TimeSpan.FromSeconds(100) },
        });
        var call = PolicyWorld.CallAsync(world.Policies.ForApp("orders"), [], _ => new AttemptStatus(IsFailure: true, GrpcStatus: 14));
        for (var retry = 0; retry < 6; retry++)
            await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(8, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(2, await PolicyWorld.CallAsync(world.Policies.ForApp("orders"), [], _ => AttemptStatus.Failure));
    }

    [Fact]
    public async Task An_app_that_is_named_has_what_is_written_for_it_and_nothing_else()
    {
        var world = new PolicyWorld(new ResilienceSettings
        {
            Retries = Named("DefaultRetryPolicy", Retrying(5)),
            Apps = new Dictionary<string, TargetSettings> { ["none"] = TargetSettings.None, ["unknown"] = new() { Retry = "nothing" } },
        });
        Assert.True(world.Policies.ForApp("none").IsEmpty);
        Assert.True(world.Policies.ForApp("unknown", "any").IsEmpty);
        Assert.Equal(6, await PolicyWorld.CallAsync(world.Policies.ForApp("other"), [], _ => AttemptStatus.Failure));
    }

    [Theory]
    [InlineData("DefaultStatestoreComponentOutboundRetryPolicy", 4)]
    [InlineData("DefaultComponentOutboundRetryPolicy", 3)]
    [InlineData("DefaultComponentRetryPolicy", 2)]
    [InlineData("DefaultRetryPolicy", 1)]
    public async Task The_most_specific_default_policy_wins(string mostSpecific, int retries)
    {
        string[] names = ["DefaultRetryPolicy", "DefaultComponentRetryPolicy", "DefaultComponentOutboundRetryPolicy", "DefaultStatestoreComponentOutboundRetryPolicy"];
        var world = new PolicyWorld(new ResilienceSettings
        {
            Retries = names.Take(Array.IndexOf(names, mostSpecific) + 1).Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => Retrying(pair.index + 1)),
        });
        Assert.Equal(retries + 1, await PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Failure));
    }

    [Theory]
    [InlineData("state", "Statestore")]
    [InlineData("secretstores", "Secretstore")]
    [InlineData("pubsub", "Pubsub")]
    [InlineData("bindings", "Binding")]
    [InlineData("configuration", "Configuration")]
    [InlineData("lock", "Lock")]
    [InlineData("crypto", "Crypto")]
    [InlineData("conversation", "Conversation")]
    public void Default_policies_are_by_kind_and_direction(string category, string type)
    {
        var kind = ComponentKind.All.Single(known => known.Category == category);
        var world = new PolicyWorld(new ResilienceSettings
        {
            Timeouts = new Dictionary<string, TimeSpan> { [$"Default{type}ComponentInboundTimeoutPolicy"] = TimeSpan.FromSeconds(1) },
        });
        Assert.False(world.Policies.ForComponent("c", kind, FlowDirection.Inbound).IsEmpty);
        Assert.True(world.Policies.ForComponent("c", kind, FlowDirection.Outbound).IsEmpty);
        Assert.True(world.Policies.ForComponent("c", ComponentKind.Sequencer, FlowDirection.Inbound).IsEmpty);
    }

    [Fact]
    public void Without_policies_for_components_there_is_nothing_to_apply()
        => Assert.Same(ResiliencePolicy.None, new PolicyWorld(ResilienceSettings.Empty).Store);

    [Fact]
    public async Task Both_directions_of_a_component_share_a_circuit_breaker()
    {
        var both = new TargetSettings { CircuitBreaker = "b" };
        var world = new PolicyWorld(PolicyWorld.ForStore(breaker: AtOnce) with
        {
            Components = new Dictionary<string, ComponentTargetSettings> { ["store"] = new(both, both), ["other"] = new(both, both) },
        });
        await PolicyWorld.CallAsync(world.Policies.ForComponent("store", ComponentKind.PubSub, FlowDirection.Inbound), [], _ => AttemptStatus.Failure);
        Assert.True(await IsOpenAsync(world.Policies.ForComponent("store", ComponentKind.PubSub, FlowDirection.Outbound)));
        Assert.False(await IsOpenAsync(world.Policies.ForComponent("other", ComponentKind.PubSub, FlowDirection.Outbound)));
    }

    [Fact]
    public async Task Each_operation_of_an_app_has_a_circuit_breaker_of_its_own_as_long_as_the_cache_holds_it()
    {
        var world = new PolicyWorld(ForApp(new TargetSettings { CircuitBreaker = "b", CacheSize = 2 }));
        await PolicyWorld.CallAsync(world.Policies.ForApp("orders", "a"), [], _ => AttemptStatus.Failure);
        Assert.True(await IsOpenAsync(world.Policies.ForApp("orders", "a")));
        Assert.False(await IsOpenAsync(world.Policies.ForApp("orders", "b")));
        Assert.True(await IsOpenAsync(world.Policies.ForApp("orders", "a")));
        Assert.False(await IsOpenAsync(world.Policies.ForApp("orders", "c")));
        Assert.True(await IsOpenAsync(world.Policies.ForApp("orders", "a")));
        Assert.False(await IsOpenAsync(world.Policies.ForApp("orders", "b")));
        Assert.False(await IsOpenAsync(world.Policies.ForApp("orders", "c")));
        Assert.False(await IsOpenAsync(world.Policies.ForApp("orders", "a")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_actors_circuit_breaker_is_its_types_or_its_own(bool isById)
    {
        var world = new PolicyWorld(ForApp(TargetSettings.None) with
        {
            Timeouts = new Dictionary<string, TimeSpan> { ["t"] = TimeSpan.FromSeconds(1) },
            Actors = new Dictionary<string, TargetSettings> { ["Cart"] = new() { CircuitBreaker = "b", Timeout = "t", IsBreakerById = isById } },
        });
        await PolicyWorld.CallAsync(world.Policies.ForActor("Cart", "1"), [], _ => AttemptStatus.Failure);
        Assert.True(await IsOpenAsync(world.Policies.ForActor("Cart", "1")));
        Assert.Equal(!isById, await IsOpenAsync(world.Policies.ForActor("Cart", "2")));
        Assert.False(await IsOpenAsync(world.Policies.ForActorTurn("Cart")));
        Assert.False(world.Policies.ForActorTurn("Cart").IsEmpty);
        Assert.True(world.Policies.ForActor("Other", "1").IsEmpty);
        Assert.True(world.Policies.ForActorTurn("Other").IsEmpty);
    }

    [Fact]
    public async Task Built_in_policies_can_be_written_anew_with_three_retries_at_least()
    {
        var world = new PolicyWorld(new ResilienceSettings
        {
            Retries = new Dictionary<string, RetrySettings>
            {
                ["DaprBuiltInInitializationRetries"] = Retrying(4),
                ["DaprBuiltInServiceRetries"] = Retrying(1),
                ["DaprBuiltInActorRetries"] = Retrying(-1),
                ["DaprBuiltInActorNotFoundRetries"] = Retrying(9),
            },
        });
        Assert.Equal(5, await PolicyWorld.CallAsync(world.Policies.ForInitialization, [], _ => AttemptStatus.Failure));
        Assert.Equal(4, await PolicyWorld.CallAsync(world.Policies.ForApp("any"), [], _ => new AttemptStatus(IsFailure: true, GrpcStatus: 14)));
        Assert.Equal(4, await PolicyWorld.CallAsync(world.Policies.ForActorCalls, [], _ => AttemptStatus.Failure));
        var lookup = PolicyWorld.CallAsync(world.Policies.ForActorLookup, [], _ => AttemptStatus.Failure);
        for (var retry = 0; retry < 5; retry++)
            await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(6, await lookup.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        Assert.Contains("Warning Attempted override of DaprBuiltInServiceRetries did not meet minimum retry count, resetting to 3.", world.Log.Lines);
    }

    [Fact]
    public async Task The_first_calls_of_the_app_are_tried_for_ten_seconds_at_the_most()
    {
        var world = new PolicyWorld(ResilienceSettings.Empty);
        var call = PolicyWorld.CallAsync(world.Policies.ForInitialization, [], _ => AttemptStatus.Failure);
        foreach (var wait in new[] { 500, 750, 1000 })
            await world.PassAsync(TimeSpan.FromMilliseconds(wait));
        Assert.Equal(4, await call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_reload_keeps_the_circuit_breakers_whose_policy_says_the_same()
    {
        var settings = PolicyWorld.ForStore(breaker: AtOnce) with
        {
            Apps = new Dictionary<string, TargetSettings> { ["orders"] = new() { CircuitBreaker = "b" } },
            Actors = new Dictionary<string, TargetSettings> { ["Cart"] = new() { CircuitBreaker = "b" } },
        };
        var world = new PolicyWorld(settings);
        ResiliencePolicy[] Policies() => [world.Store, world.Policies.ForApp("orders", "a"), world.Policies.ForActor("Cart", "1")];
        foreach (var policy in Policies())
            await PolicyWorld.CallAsync(policy, [], _ => AttemptStatus.Failure);

        world.Policies.Replace(settings with { CircuitBreakers = new Dictionary<string, CircuitBreakerSettings> { ["b"] = AtOnce with { MaxRequests = 1 } } });
        foreach (var policy in Policies())
            Assert.True(await IsOpenAsync(policy));

        world.Policies.Replace(settings with { CircuitBreakers = new Dictionary<string, CircuitBreakerSettings> { ["b"] = AtOnce with { MaxRequests = 2 } } });
        foreach (var policy in Policies())
            Assert.False(await IsOpenAsync(policy));
    }

    [Fact]
    public async Task A_reload_keeps_the_circuit_breakers_of_default_policies_too()
    {
        var settings = new ResilienceSettings
        {
            CircuitBreakers = new Dictionary<string, CircuitBreakerSettings> { ["DefaultCircuitBreakerPolicy"] = AtOnce },
        };
        var world = new PolicyWorld(settings);
        ResiliencePolicy[] Policies() => [world.Store, world.Policies.ForApp("orders", "a"), world.Policies.ForActor("Cart", "1")];
        foreach (var policy in Policies())
            await PolicyWorld.CallAsync(policy, [], _ => AttemptStatus.Failure);
        world.Policies.Replace(settings with { Retries = Named("r", Retrying(1)) });
        foreach (var policy in Policies())
            Assert.True(await IsOpenAsync(policy));
        world.Policies.Replace(ResilienceSettings.Empty);
        Assert.True(world.Store.IsEmpty);
    }

    [Fact]
    public void Settings_that_say_the_same_are_equal()
    {
        Assert.Equal(Written(500), Written(500));
        Assert.NotEqual(Written(500), Written(501));

        static ResilienceSettings Written(int code) => PolicyWorld.ForStore(
            TimeSpan.FromSeconds(1),
            new RetrySettings { HttpCodes = [new CodeRange(code, 599)] },
            new CircuitBreakerSettings { Trip = CelExpression.Parse("requests > 1", CircuitBreakerSettings.TripVariables) });
    }

    [Fact]
    public async Task Telemetry_is_told_what_policies_do()
    {
        var world = new PolicyWorld(
            PolicyWorld.ForStore(TimeSpan.FromSeconds(9), Retrying(2), new CircuitBreakerSettings { Trip = CelExpression.Parse("totalFailures == 2", CircuitBreakerSettings.TripVariables) }),
            isObserved: true);
        await Assert.ThrowsAsync<ResilienceException>(() => PolicyWorld.CallAsync(world.Store, [], _ => AttemptStatus.Failure));
        Assert.Equal(
            [
                "loaded policies shop",
                "applied policies shop Statestore_store Outbound Timeout",
                "applied policies shop Statestore_store Outbound Retry",
                "applied policies shop Statestore_store Outbound CircuitBreaker Closed",
                "activated Statestore_store Retry",
                "activated Statestore_store CircuitBreaker Open",
            ],
            world.Events);
    }

    [Fact]
    public async Task Telemetry_is_told_of_a_calls_first_timeout()
    {
        var world = new PolicyWorld(PolicyWorld.ForStore(TimeSpan.FromMilliseconds(5), Retrying(1)), isObserved: true);
        var call = world.Store.ExecuteAsync(0, async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }).AsTask();
        await world.PassAsync(TimeSpan.FromMilliseconds(5));
        await world.PassAsync(TimeSpan.FromMilliseconds(5));
        await Assert.ThrowsAsync<ResilienceException>(() => call.WaitAsync(PolicyWorld.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(["activated Statestore_store Timeout", "activated Statestore_store Retry"], world.Events.Where(told => told.StartsWith("activated", StringComparison.Ordinal)));
    }

    [Fact]
    public void Looking_a_policy_up_and_a_call_that_goes_well_at_once_allocate_nothing()
    {
        const int Calls = 2000;
        var settings = PolicyWorld.ForStore(retry: new RetrySettings { IsExponential = true }) with
        {
            Apps = new Dictionary<string, TargetSettings> { ["orders"] = new() { Retry = "r", CircuitBreaker = "own" } },
            CircuitBreakers = new Dictionary<string, CircuitBreakerSettings> { ["own"] = AtOnce },
        };
        var world = new PolicyWorld(settings);
        var wentWell = true;
        for (var warmUp = 0; warmUp < Calls; warmUp++)
            wentWell &= Call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Calls; call++)
            wentWell &= Call();

        // Divided, as the runtime itself allocates a little now and then.
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        Assert.True(wentWell);
        Assert.Equal(0, allocated);

        bool Call() => Succeeds(world.Store)
            && Succeeds(world.Policies.ForApp("other"))
            && world.Policies.ForApp("orders", "submit").Retries
            && world.Policies.ForComponent("unnamed", ComponentKind.State, FlowDirection.Outbound).IsEmpty;
    }

    private static bool Succeeds(ResiliencePolicy policy)
    {
        var call = policy.ExecuteAsync<object?, int>(static (_, _) => new ValueTask<int>(7), null, static (_, _) => AttemptStatus.Success, CancellationToken.None);
        return call.IsCompletedSuccessfully && call.Result == 7;
    }

    private static RetrySettings Retrying(int retries) => new() { Duration = TimeSpan.Zero, MaxRetries = retries };

    private static Dictionary<string, RetrySettings> Named(string name, RetrySettings retry) => new() { [name] = retry };

    private static ResilienceSettings ForApp(TargetSettings target) => new()
    {
        CircuitBreakers = new Dictionary<string, CircuitBreakerSettings> { ["b"] = AtOnce },
        Apps = new Dictionary<string, TargetSettings> { ["orders"] = target },
    };

    private static async Task<bool> IsOpenAsync(ResiliencePolicy policy)
    {
        try
        {
            await PolicyWorld.CallAsync(policy, [], _ => AttemptStatus.Success);
            return false;
        }
        catch (ResilienceException)
        {
            return true;
        }
    }
}
