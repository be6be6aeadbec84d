using Layotto.Components.HttpMiddleware;
using Layotto.Components.Middleware.Routing;
using Layotto.Components.Middleware.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Tests;

/// <summary>Aliases of routes, and the check of routes.</summary>
public sealed class RoutingTests
{
    private const string Json = """
        {
        	"/v1.0/mall/activity/info": "/v1.0/invoke/srv.default/method/mall/activity/info",
        	"/v1.0/hello/activity/{id}/info": "/v1.0/invoke/srv.default/method/hello/activity/info",
        	"/v1.0/hello/activity/{id}/user": "/v1.0/invoke/srv.default/method/hello/activity/user"
        }
        """;

    private const string Yaml = """
        "/v1.0/mall/activity/info": "/v1.0/invoke/srv.default/method/mall/activity/info"
        /v1.0/hello/activity/{id}/info: /v1.0/invoke/srv.default/method/hello/activity/info
        /v1.0/hello/activity/{id}/user: /v1.0/invoke/srv.default/method/hello/activity/user
        """;

    [Theory]
    [InlineData("/v1.0/mall/activity/info?id=123", "/v1.0/invoke/srv.default/method/mall/activity/info?id=123")]
    [InlineData("/v1.0/hello/activity/1/info", "/v1.0/invoke/srv.default/method/hello/activity/info?id=1")]
    [InlineData("/v1.0/hello/activity/1/user?userid=123", "/v1.0/invoke/srv.default/method/hello/activity/user?userid=123&id=1")]
    [InlineData("/v1.0/hello/activity/a%26b%3Dc/info", "/v1.0/invoke/srv.default/method/hello/activity/info?id=a%26b%3Dc")]
    [InlineData("/v1.0/hello/activity/1/info/more", "/v1.0/hello/activity/1/info/more")]
    [InlineData("/v1.0/hello/activity//info", "/v1.0/hello/activity//info")]
    [InlineData("/v1.0/invoke/srv.default?x=%20", "/v1.0/invoke/srv.default?x=%20")]
    public async Task A_path_leads_to_another(string target, string expected)
    {
        foreach (var metadata in new KeyValuePair<string, string>[][] { [new("routes", Json)], [new("routes", Yaml)], Legacy() })
        {
            var answer = await Exchange.RunAsync(await Exchange.CreateAsync<RouterAliasMiddleware>(metadata), target);

            Assert.True(answer.IsPassed);
            Assert.Equal(expected, answer.Target);
        }
    }

    [Fact]
    public async Task Routing_the_decoded_path_and_the_query_agree()
    {
        var alias = await Exchange.CreateAsync<RouterAliasMiddleware>([new("routes", """{"/a/{x:[0-9]{2}}": "/b%2Fc/ü?d=1"}""")]);

        var answer = await Exchange.RunAsync(alias, "/a/42?e=2");

        Assert.Equal("/b%2Fc/%C3%BC?d=1&e=2&x=42", answer.Target);
        Assert.Equal("/b/c/ü", answer.Context.Request.Path.Value);
        Assert.Equal("?d=1&e=2&x=42", answer.Context.Request.QueryString.Value);
        Assert.Equal("/a/4x", (await Exchange.RunAsync(alias, "/a/4x")).Target);
    }

    [Fact]
    public async Task The_first_of_two_that_match_counts_and_is_not_followed()
    {
        var alias = await Exchange.CreateAsync<RouterAliasMiddleware>([new("routes", """{"/a": "/b", "/{x}": "/c", "/b": "/d"}""")]);

        Assert.Equal("/b", (await Exchange.RunAsync(alias, "/a")).Target);
        Assert.Equal("/c?x=z", (await Exchange.RunAsync(alias, "/z")).Target);
    }

    [Theory]
    [InlineData("""{"/a": 1}""", "isn't a text")]
    [InlineData("""{"/a": }{""", "neither JSON nor YAML")]
    [InlineData("- /a", "isn't a map")]
    [InlineData("""{"a": "/b"}""", "begin with a slash")]
    [InlineData("""{"/a": "b"}""", "begin with a slash")]
    [InlineData("""{"/{a": "/b"}""", "braces don't match")]
    [InlineData("""{"/a}": "/b"}""", "braces don't match")]
    [InlineData("""{"/{}": "/b"}""", "must hold a name")]
    [InlineData("""{"/{x}/{x}": "/b"}""", "names \"x\" twice")]
    [InlineData("""{"/{x:(}": "/b"}""", "no regular expression")]
    [InlineData("""{"/{x:(a)\\1}": "/b"}""", "no regular expression")]
    public async Task Aliases_that_cannot_be_used_are_told(string routes, string reason)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => Exchange.CreateAsync<RouterAliasMiddleware>([new("routes", routes)]));

        Assert.Contains("\"routes\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_expression_does_not_take_long()
    {
        var alias = await Exchange.CreateAsync<RouterAliasMiddleware>([new("routes", """{"/{x:(a+)+b}": "/b"}""")]);

        Assert.Equal("/" + new string('a', 5000), (await Exchange.RunAsync(alias, "/" + new string('a', 5000))).Target);
    }

    [Theory]
    [InlineData("/v1.0/invoke/orders/method/get", true)]
    [InlineData("/v1.0/invoke/orders/method/get?id=1", false)]
    [InlineData("/v1.0/invoke/%6frders", false)]
    [InlineData("/v1.0/invoke/orders/method/../../../state/store/key", false)]
    [InlineData("/v1.0/invoke/orders//method", true)]
    public async Task A_route_is_checked_as_given_and_as_routing_takes_it(string target, bool passes)
    {
        var checker = await Exchange.CreateAsync<RouterCheckerMiddleware>([new("rule", "^/v1.0/invoke/[A-Za-z0-9/._-]+$")]);

        var answer = await Exchange.RunAsync(checker, target);

        Assert.Equal(passes, answer.IsPassed);
        if (!passes)
            Assert.Equal((400, "invalid router"), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData(@"^\d+$", "12", true)]
    [InlineData(@"^\d+$", "١٢", false)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("^[[:alpha:]_]+$", "ab_", true)]
    [InlineData("^[[:alpha:]_]+$", "ab1", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^(?P<x>a)$", "a", true)]
    [InlineData(@"^[\w$]+$", "a$", true)]
    [InlineData(@"^\$$", "$", true)]
    public void Expressions_are_read_as_in_Go(string pattern, string text, bool matches)
        => Assert.Equal(matches, GoPattern.Compile("rule", pattern).IsMatch(text));

    [Fact]
    public async Task A_rule_is_needed_and_must_be_an_expression()
    {
        Assert.Contains("\"rule\"", (await Assert.ThrowsAsync<MetadataException>(() => Exchange.CreateAsync<RouterCheckerMiddleware>([]))).Message, StringComparison.Ordinal);
        Assert.Contains("Go's syntax", (await Assert.ThrowsAsync<MetadataException>(() => Exchange.CreateAsync<RouterCheckerMiddleware>([new("rule", "(")]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rewritten_target_is_seen_everywhere()
    {
        var context = new DefaultHttpContext();

        RequestTarget.Rewrite(context, "/a%2Fb", "c=d");

        Assert.Equal("/a%2Fb?c=d", RequestTarget.Of(context));
        Assert.Equal("/a/b", context.Request.Path.Value);
        Assert.Equal("?c=d", context.Request.QueryString.Value);
        Assert.Equal("/x", RequestTarget.PathOf("http://host/x?y").ToString());
        Assert.Equal("y?z", RequestTarget.QueryOf("/x?y?z#w").ToString());
    }

    private static KeyValuePair<string, string>[] Legacy() =>
    [
        new("/v1.0/mall/activity/info", "/v1.0/invoke/srv.default/method/mall/activity/info"),
        new("/v1.0/hello/activity/{id}/info", "/v1.0/invoke/srv.default/method/hello/activity/info"),
        new("/v1.0/hello/activity/{id}/user", "/v1.0/invoke/srv.default/method/hello/activity/user"),
    ];
}
