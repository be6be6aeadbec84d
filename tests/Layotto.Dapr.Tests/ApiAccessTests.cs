using Xunit;

namespace Layotto.Dapr.Tests;

public sealed class ApiAccessTests
{
    private static readonly ApiAccessRule State = new("state", "v1.0", "http");
    private static readonly ApiAccessRule Query = new("state", "v1.0-alpha1", "http");

    [Fact]
    public void Without_rules_everything_is_open() => Assert.True(ApiAccess.ForHttp([], []).Allows("state", "v1"));

    [Fact]
    public void What_is_allowed_closes_everything_else()
    {
        var access = ApiAccess.ForHttp([State], []);

        Assert.True(access.Allows("state", "v1"));
        Assert.False(access.Allows("state", "v1alpha1"));
        Assert.False(access.Allows("secrets", "v1"));
    }

    [Fact]
    public void What_is_denied_is_closed_though_it_is_allowed_too()
    {
        var access = ApiAccess.ForHttp([State, Query], [Query]);

        Assert.True(access.Allows("state", "v1"));
        Assert.False(access.Allows("state", "v1alpha1"));
    }

    [Fact]
    public void The_rules_of_one_protocol_say_nothing_of_the_other() => Assert.True(ApiAccess.ForGrpc([State], [Query]).IsOpen);
}
