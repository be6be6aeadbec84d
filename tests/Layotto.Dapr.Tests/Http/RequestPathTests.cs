using Layotto.Dapr.Http.Routing;
using Xunit;

namespace Layotto.Dapr.Tests.Http;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/v1.0/healthz", "/v1.0/healthz")]
    [InlineData("/v1.0/healthz?appid=x", "/v1.0/healthz")]
    [InlineData("/a#b?c", "/a")]
    [InlineData("http://host:1/v1.0/x?y", "/v1.0/x")]
    [InlineData("http://host", "/")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    public void The_path_of_a_target_has_neither_query_nor_host(string target, string path)
        => Assert.Equal(path, RequestPath.OfTarget(target).ToString());

    [Theory]
    [InlineData("/v1.0/state/a", "v1.0/state/a")]
    [InlineData("//v1.0///state/a//", "v1.0/state/a")]
    [InlineData("/v1.0/./state/x/../a", "v1.0/state/a")]
    [InlineData("/../../v1.0", "v1.0")]
    [InlineData("/a/..", "")]
    [InlineData("/v1.0/%2e%2e/a", "v1.0/%2e%2e/a")]
    [InlineData("/...", "...")]
    public void Empty_and_dot_segments_are_resolved_and_escapes_left(string path, string clean)
        => Assert.Equal(clean, RequestPath.Clean(path).ToString());

    [Fact]
    public void What_is_beyond_the_most_segments_belongs_to_the_last_one()
    {
        Span<Range> segments = stackalloc Range[3];

        Assert.Equal(3, RequestPath.Split("a/b/c/d", segments));
        Assert.Equal("c/d", "a/b/c/d"[segments[2]]);
    }
}
