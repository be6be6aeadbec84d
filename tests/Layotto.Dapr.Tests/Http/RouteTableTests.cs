using Layotto.Dapr.Http.Routing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Layotto.Dapr.Tests.Http;

public sealed class RouteTableTests
{
    private static readonly ApiGroup Group = new("state", "v1");

    private static readonly RouteTable Table = new(
    [
        Route("GET", "v1.0/state/{store}/{key}"),
        Route("GET", "v1.0/secrets/{store}/{key}"),
        Route("GET", "v1.0/secrets/{store}/bulk"),
        Route("POST", "v1.0/state/{store}/bulk"),
        Route("POST", "v1.0/publish/{pubsub}/*"),
        Route("POST", "v1.0/publish/bulk/{pubsub}/*"),
        Route("GET", "v1.0/metadata"),
    ]);

    [Theory]
    [InlineData("GET", "v1.0/state/s/k", "v1.0/state/{store}/{key}", "s|k")]
    [InlineData("GET", "v1.0/state/s/bulk", "v1.0/state/{store}/{key}", "s|bulk")]
    [InlineData("GET", "v1.0/state/s/a%2Fb+c", "v1.0/state/{store}/{key}", "s|a/b c")]
    [InlineData("POST", "v1.0/state/s/bulk", "v1.0/state/{store}/bulk", "s")]
    [InlineData("GET", "v1.0/secrets/s/bulk", "v1.0/secrets/{store}/bulk", "s")]
    [InlineData("POST", "v1.0/publish/p/a/b/c", "v1.0/publish/{pubsub}/*", "p|a/b/c")]
    [InlineData("POST", "v1.0/publish/bulk/p/t", "v1.0/publish/bulk/{pubsub}/*", "p|t")]
    [InlineData("GET", "v1.0/metadata", "v1.0/metadata", "")]
    public void The_route_with_the_most_fixed_segments_is_found(string method, string path, string pattern, string values)
    {
        Assert.Equal(RouteMatch.Found, Table.TryMatch(method, path, out var route, out var found));
        Assert.Equal(pattern, route!.Pattern.Text);
        Assert.Equal(values, string.Join('|', found));
    }

    [Theory]
    [InlineData("DELETE", "v1.0/state/s/k")]
    [InlineData("GET", "v1.0/state/s")]
    [InlineData("GET", "v1.0/state/s/k/more")]
    [InlineData("POST", "v1.0/publish/p")]
    [InlineData("GET", "v1.0")]
    [InlineData("GET", "")]
    [InlineData("GET", "V1.0/metadata")]
    public void What_no_route_takes_is_told(string method, string path)
        => Assert.Equal(RouteMatch.None, Table.TryMatch(method, path, out _, out _));

    [Fact]
    public void A_broken_escape_is_told() => Assert.Equal(RouteMatch.BadEscape, Table.TryMatch("GET", "v1.0/state/s/%zz", out _, out _));

    private static HttpRoute Route(string method, string pattern)
        => new([HttpMethods.GetCanonicalizedValue(method)], pattern, Group, pattern, (_, _) => Task.CompletedTask);
}
