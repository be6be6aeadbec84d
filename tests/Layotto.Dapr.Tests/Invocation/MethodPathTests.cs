using Grpc.Core;
using Layotto.Dapr.Invocation;
using Xunit;

namespace Layotto.Dapr.Tests.Invocation;

public sealed class MethodPathTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("a", "a")]
    [InlineData("/a/b/", "a/b")]
    [InlineData("a//b", "a/b")]
    [InlineData("./a/./b", "a/b")]
    [InlineData("a/../b", "b")]
    [InlineData("../../a", "a")]
    [InlineData("a/..", "")]
    [InlineData("a..b/.c", "a..b/.c")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%2F..%2Fb", "b")]
    [InlineData("%2e%2e/a", "a")]
    [InlineData("public%23/../secret", "secret")]
    [InlineData("%C3%A4", "ä")]
    [InlineData("a+b", "a+b")]
    public void CVE_2026_41491_a_path_has_one_form(string encoded, string canonical)
        => Assert.Equal(canonical, MethodPath.OfHttp(MethodPath.Decode(encoded)));

    [Theory]
    [InlineData("a%23b")]
    [InlineData("a%3Fb")]
    [InlineData("a%0Ab")]
    [InlineData("a%7Fb")]
    [InlineData("a%00b")]
    [InlineData("%")]
    [InlineData("%4")]
    [InlineData("%4g")]
    [InlineData("%C0%AE%C0%AE/a")]
    [InlineData("%FF")]
    public void What_ends_a_path_or_is_no_text_is_refused(string encoded)
        => Assert.Equal(StatusCode.InvalidArgument, Assert.Throws<RpcException>(() => MethodPath.OfHttp(MethodPath.Decode(encoded))).StatusCode);

    [Theory]
    [InlineData("admin/../public", "public")]
    [InlineData("test%2Fstream", "test%2Fstream")]
    [InlineData("public/", "public")]
    [InlineData("api///v1///users", "api/v1/users")]
    public void A_method_of_a_message_is_not_decoded(string method, string canonical) => Assert.Equal(canonical, MethodPath.OfMessage(method));

    [Theory]
    [InlineData("public#/../secret")]
    [InlineData("a?b")]
    [InlineData("a\r\nb")]
    public void A_method_of_a_message_is_looked_at_before_segments_are_resolved(string method)
        => Assert.Throws<RpcException>(() => MethodPath.OfMessage(method));

    [Theory]
    [InlineData("", "/")]
    [InlineData("a/b", "/a/b")]
    [InlineData("a b\"c", "/a%20b%22c")]
    [InlineData("ä\\", "/%C3%A4%5C")]
    [InlineData("a;b=c,d:e@f!$&'()*+", "/a;b=c,d:e@f!$&'()*+")]
    public void The_app_gets_it_encoded_once(string canonical, string path) => Assert.Equal(path, MethodPath.ToHttp(canonical));

    [Fact]
    public void A_percent_sign_that_is_left_is_refused() => Assert.Throws<RpcException>(() => MethodPath.ToHttp("a%2e%2e"));

    [Theory]
    [InlineData("a=b&c=%20", true)]
    [InlineData("", true)]
    [InlineData("a b", false)]
    [InlineData("a#b", false)]
    [InlineData("a\r\nX: 1", false)]
    [InlineData("ä", false)]
    public void A_query_stands_in_a_request_or_not(string query, bool isQuery) => Assert.Equal(isQuery, MethodPath.IsQuery(query));
}
