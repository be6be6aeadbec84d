using Layotto.Dapr.Resources.Resiliencies;
using Layotto.Gateway.Serving;
using Layotto.Runtime.Resiliency.Settings;

namespace Layotto.Gateway.Tests.Serving;

/// <summary>From Resiliency documents to what the engine takes.</summary>
public sealed class GatewayResilienceTests
{
    [Fact]
    public void Documents_are_one_pool_and_the_last_of_a_name_counts()
    {
        var settings = GatewayResilience.ToSettings(
        [
            new ResiliencyResource
            {
                Name = "one",
                Namespace = "shop",
                Timeouts = new Dictionary<string, TimeSpan> { ["t"] = TimeSpan.FromSeconds(1), ["other"] = TimeSpan.FromSeconds(9) },
                Retries = new Dictionary<string, RetryPolicy>
                {
                    ["r"] = new()
                    {
                        Backoff = BackoffKind.Exponential, Duration = TimeSpan.FromSeconds(2), MaxInterval = TimeSpan.FromSeconds(3), MaxRetries = 4,
                        HttpStatusCodes = [new StatusCodeRange(500, 599)], GrpcStatusCodes = [new StatusCodeRange(1, 2), new StatusCodeRange(14, 14)],
                    },
                },
                CircuitBreakers = new Dictionary<string, CircuitBreakerPolicy>
                {
                    ["b"] = new() { MaxRequests = 5, Interval = TimeSpan.FromSeconds(6), Timeout = TimeSpan.FromSeconds(7), Trip = "requests > 8" },
                },
            },
            new ResiliencyResource
            {
                Name = "two",
                Timeouts = new Dictionary<string, TimeSpan> { ["t"] = TimeSpan.FromSeconds(10) },
                Apps = new Dictionary<string, AppTarget> { ["app"] = new() { Timeout = "t", Retry = "r", CircuitBreaker = "b", CircuitBreakerCacheSize = 11 } },
                Actors = new Dictionary<string, ActorTarget>
                {
                    ["Shared"] = new() { CircuitBreaker = "b", CircuitBreakerScope = CircuitBreakerScope.Type },
                    ["Own"] = new() { CircuitBreaker = "b", CircuitBreakerScope = CircuitBreakerScope.Id, CircuitBreakerCacheSize = 12 },
                    ["Both"] = new() { CircuitBreaker = "b", CircuitBreakerScope = CircuitBreakerScope.Both },
                },
                Components = new Dictionary<string, ComponentTarget>
                {
                    ["store"] = new() { Inbound = new PolicyNames { Timeout = "t" }, Outbound = new PolicyNames { Retry = "r" } },
                },
            },
        ]);

        Assert.Equal([new PolicyResource("one", "shop"), new PolicyResource("two", "")], settings.Resources);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(9)), (settings.Timeouts["t"], settings.Timeouts["other"]));
        Assert.Equal(
            new RetrySettings
            {
                IsExponential = true, Duration = TimeSpan.FromSeconds(2), MaxInterval = TimeSpan.FromSeconds(3), MaxRetries = 4,
                HttpCodes = [new CodeRange(500, 599)], GrpcCodes = [new CodeRange(1, 2), new CodeRange(14, 14)],
            },
            settings.Retries["r"]);
        var breaker = settings.CircuitBreakers["b"];
        Assert.Equal(
            (5, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7), "requests > 8"), (breaker.MaxRequests, breaker.Interval, breaker.Timeout, breaker.Trip.Text));
        Assert.Equal(new TargetSettings { Timeout = "t", Retry = "r", CircuitBreaker = "b", CacheSize = 11 }, settings.Apps["app"]);
        Assert.Equal(new TargetSettings { CircuitBreaker = "b" }, settings.Actors["Shared"]);
        Assert.Equal(new TargetSettings { CircuitBreaker = "b", IsBreakerById = true, CacheSize = 12 }, settings.Actors["Own"]);
        Assert.True(settings.Actors["Both"].IsBreakerById);
        Assert.Equal(
            new ComponentTargetSettings(new TargetSettings { Timeout = "t" }, new TargetSettings { Retry = "r" }), settings.Components["store"]);
    }

    [Fact]
    public void What_is_not_written_is_as_in_Dapr()
    {
        var settings = GatewayResilience.ToSettings(
        [
            new ResiliencyResource
            {
                Name = "defaults",
                Retries = new Dictionary<string, RetryPolicy> { ["r"] = new() },
                CircuitBreakers = new Dictionary<string, CircuitBreakerPolicy> { ["b"] = new() },
            },
        ]);
        Assert.Equal(new RetrySettings(), settings.Retries["r"]);
        Assert.Equal(new CircuitBreakerSettings(), settings.CircuitBreakers["b"]);
    }

    [Theory]
    [InlineData("consecutiveFailures > 5", null)]
    [InlineData("consecutiveFailures >", "column 22: expected an operand after \">\", and found the end")]
    [InlineData("requests + 1", null)]
    [InlineData("1 + 1", "it gives a value of type int, which is never true")]
    public void Trips_are_looked_at_beforehand(string trip, string? problem)
        => Assert.Equal(problem, ResourceExpressions.Check(trip, CircuitBreakerSettings.TripVariables));
}
