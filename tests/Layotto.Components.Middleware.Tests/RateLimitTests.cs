using System.Net;
using Layotto.Components.Middleware.RateLimiting;
using Layotto.Components.Middleware.Tests.Support;
using Layotto.Testing;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Tests;

/// <summary>How many requests a caller may make.</summary>
public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_caller_gets_as_many_at_once_as_a_second_brings_and_then_429()
    {
        var limit = await CreateAsync("2");

        Assert.True((await SendAsync(limit)).IsPassed);
        Assert.True((await SendAsync(limit)).IsPassed);
        var refused = await SendAsync(limit);

        Assert.False(refused.IsPassed);
        Assert.Equal((429, "You have reached maximum request limit."), (refused.Status, refused.Body));
        Assert.Equal("text/plain; charset=utf-8", refused.Context.Response.ContentType);
    }

    [Fact]
    public async Task Tokens_come_back_at_the_rate()
    {
        var limit = await CreateAsync("2");
        await SendAsync(limit);
        await SendAsync(limit);

        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False((await SendAsync(limit)).IsPassed);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.True((await SendAsync(limit)).IsPassed);
        Assert.False((await SendAsync(limit)).IsPassed);
    }

    [Fact]
    public async Task Less_than_one_a_second_lets_one_through()
    {
        var limit = await CreateAsync("0.1");

        Assert.True((await SendAsync(limit)).IsPassed);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False((await SendAsync(limit)).IsPassed);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.True((await SendAsync(limit)).IsPassed);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "10.0.0.1, 10.0.0.2", "X-Forwarded-For", "9.9.9.9, 10.0.0.2", false)]
    [InlineData("X-Forwarded-For", "10.0.0.1", "X-Forwarded-For", "10.0.0.2", true)]
    [InlineData("X-Real-IP", "10.0.0.1", "X-Real-IP", "10.0.0.1", false)]
    [InlineData("X-Real-IP", "10.0.0.1", "X-Real-IP", "10.0.0.2", true)]
    [InlineData("X-Real-IP", "2001:db8::1", "X-Real-IP", "2001:db8::ffff:1", false)]
    [InlineData("X-Real-IP", "2001:db8::1", "X-Real-IP", "2001:db8:0:1::1", true)]
    public async Task Callers_are_told_apart_by_their_addresses(string name, string first, string otherName, string second, bool isAnother)
    {
        var limit = await CreateAsync("1");
        await SendAsync(limit, context => context.Request.Headers[name] = first);

        Assert.Equal(isAnother, (await SendAsync(limit, context => context.Request.Headers[otherName] = second)).IsPassed);
    }

    [Fact]
    public async Task Connections_and_paths_are_told_apart_and_a_socket_without_address_is_one_caller()
    {
        var limit = await CreateAsync("1");
        await SendAsync(limit);

        Assert.True((await SendAsync(limit, context => context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.7"))).IsPassed);
        Assert.True((await Exchange.RunAsync(limit, "/other")).IsPassed);
        Assert.True((await SendAsync(limit, context => context.Connection.RemoteIpAddress = null)).IsPassed);
        Assert.False((await SendAsync(limit, context => context.Connection.RemoteIpAddress = null)).IsPassed);
        Assert.False((await SendAsync(limit, context => context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:127.0.0.1"))).IsPassed);
    }

    [Fact]
    public async Task The_answer_tells_the_limit()
    {
        var limit = await CreateAsync("2.5");

        var answer = await SendAsync(limit, context => context.Request.Headers["X-Forwarded-For"] = "10.0.0.1");

        Assert.Equal("2.50", answer.Header("X-Rate-Limit-Limit"));
        Assert.Equal("1", answer.Header("X-Rate-Limit-Duration"));
        Assert.Equal("10.0.0.1", answer.Header("X-Rate-Limit-Request-Forwarded-For"));
        Assert.Equal("127.0.0.1:0", answer.Header("X-Rate-Limit-Request-Remote-Addr"));
        Assert.Equal("3", answer.Header("RateLimit-Limit"));
        Assert.Equal("1", answer.Header("RateLimit-Remaining"));
    }

    [Fact]
    public void The_number_of_buckets_is_bounded_and_those_who_find_no_room_share_one()
    {
        var buckets = new TokenBuckets(1, _time, limit: 3);
        for (var caller = 0; caller < 3; caller++)
            Assert.True(buckets.TryTake($"caller{caller}", "/", out _));

        Assert.True(buckets.TryTake("late", "/", out _));
        Assert.False(buckets.TryTake("later", "/", out _));
        Assert.False(buckets.TryTake("caller0", "/", out _));
        Assert.Equal(3, buckets.Count);

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(buckets.TryTake("later", "/", out _));
        Assert.Equal(1, buckets.Count);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("Infinity")]
    public async Task A_rate_that_is_none_is_refused(string rate)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync(rate));

        Assert.Contains("\"maxRequestsPerSecond\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("must be a number above 0", error.Message, StringComparison.Ordinal);
    }

    private Task<RateLimitMiddleware> CreateAsync(string rate)
        => Exchange.CreateAsync<RateLimitMiddleware>([new("maxRequestsPerSecond", rate)], _time);

    private static Task<Exchange> SendAsync(RateLimitMiddleware limit, Action<HttpContext>? prepare = null) => Exchange.RunAsync(limit, "/path", prepare);
}
