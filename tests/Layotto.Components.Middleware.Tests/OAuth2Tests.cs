using Layotto.Components.Middleware.OAuth2;
using Layotto.Components.Middleware.Tests.Support;
using Layotto.Testing;
using Layotto.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Tests;

/// <summary>A browser that signs in.</summary>
public sealed class OAuth2Tests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private IdentityProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync(TestContext.Current.CancellationToken);
        _provider.Token = context => context.Response.WriteAsync("""{"access_token":"of-the-user","expires_in":3600}""");
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_browser_is_sent_to_the_provider_and_comes_back_with_a_token()
    {
        await using var middleware = await CreateAsync();

        var first = await Exchange.RunAsync(middleware, "/shop/cart?item=1%2F2");
        Assert.Equal((false, 302), (first.IsPassed, first.Status));
        var address = new Uri(first.Header("Location"));
        var query = FormText.Parse(address.Query[1..]).ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.Equal(_provider.Address + "/authorize", address.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", "me", "openid email", "https://shop.example.com/back", "offline", "1"),
            (query["response_type"], query["client_id"], query["scope"], query["redirect_uri"], query["access_type"], query["tenant"]));

        var second = await Exchange.RunAsync(middleware, $"/back?state={query["state"]}&code=the%2Bcode", Cookie(first.Cookies));
        Assert.Equal((false, 302, "/shop/cart?item=1%2F2"), (second.IsPassed, second.Status, second.Header("Location")));
        var (form, _) = Assert.Single(_provider.TokenRequests);
        Assert.Equal(("authorization_code", "the+code", "https://shop.example.com/back"), (form["grant_type"], form["code"], form["redirect_uri"]));

        var third = await Exchange.RunAsync(middleware, "/shop/cart", Cookie($"theirs=1; {second.Cookies}; other=2"));
        Assert.True(third.IsPassed);
        Assert.Equal("Bearer of-the-user", third.RequestHeader("Authorization"));
        Assert.Equal("theirs=1; other=2", third.RequestHeader("Cookie"));
    }

    [Fact]
    public async Task Cookies_are_kept_from_scripts_and_show_nothing()
    {
        await using var middleware = await CreateAsync(new KeyValuePair<string, string>("forceHTTPS", "true"));

        var cookies = await SignInAsync(middleware);
        var cookie = (await Exchange.RunAsync(middleware, "/")).Header("Set-Cookie");

        Assert.Contains("; HttpOnly; SameSite=Lax; Secure", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("of-the-user", cookies, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_back_can_be_made_https()
    {
        await using var middleware = await CreateAsync(new KeyValuePair<string, string>("forceHTTPS", "true"));
        var first = await Exchange.RunAsync(middleware, "/cart");

        var second = await Exchange.RunAsync(middleware, $"/back?state={State(first)}&code=c", Cookie(first.Cookies));

        Assert.Equal("https://shop.example.com/cart", second.Header("Location"));
    }

    /// <summary>Dapr's Sentry believed such headers.</summary>
    [Fact]
    public async Task Dapr_1_17_8_a_forwarded_host_leads_nobody_astray()
    {
        await using var middleware = await CreateAsync(new KeyValuePair<string, string>("forceHTTPS", "true"));
        var first = await Exchange.RunAsync(middleware, "/cart", Astray);

        var second = await Exchange.RunAsync(middleware, $"/back?state={State(first)}&code=c", context =>
        {
            Cookie(first.Cookies)(context);
            Astray(context);
        });

        Assert.DoesNotContain("astray", first.Header("Location"), StringComparison.Ordinal);
        Assert.Equal("https://shop.example.com/cart", second.Header("Location"));

        static void Astray(HttpContext context)
        {
            context.Request.Headers["X-Forwarded-Host"] = "astray.example";
            context.Request.Headers["X-Forwarded-Proto"] = "https";
            context.Request.Headers["Forwarded"] = "host=astray.example";
        }
    }

    [Fact]
    public async Task A_token_is_used_until_it_expires()
    {
        await using var middleware = await CreateAsync();
        var cookies = await SignInAsync(middleware);

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.True((await Exchange.RunAsync(middleware, "/", Cookie(cookies))).IsPassed);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(302, (await Exchange.RunAsync(middleware, "/", Cookie(cookies))).Status);
    }

    [Fact]
    public async Task Requests_of_a_session_pass_many_at_once()
    {
        await using var middleware = await CreateAsync();
        var cookies = await SignInAsync(middleware);

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), TestContext.Current.CancellationToken, async (_, _) =>
        {
            using var exchange = await Exchange.RunAsync(middleware, "/", Cookie(cookies));
            Assert.True(exchange.IsPassed);
        });
    }

    [Fact]
    public async Task A_long_token_takes_several_cookies_and_one_that_is_too_long_is_an_error()
    {
        var token = new string('t', 9000);
        _provider.Token = context => context.Response.WriteAsync($$"""{"access_token":"{{token}}"}""");
        await using var middleware = await CreateAsync();

        var cookies = await SignInAsync(middleware);
        Assert.True(cookies.Split("; ").Length > 1);
        Assert.Equal("Bearer " + token, (await Exchange.RunAsync(middleware, "/", Cookie(cookies))).RequestHeader("Authorization"));
        Assert.Equal(302, (await Exchange.RunAsync(middleware, "/", Cookie(cookies[..cookies.LastIndexOf(';')]))).Status);

        token = new string('t', 20_000);
        var first = await Exchange.RunAsync(middleware, "/");
        Assert.Equal(500, (await Exchange.RunAsync(middleware, $"/back?state={State(first)}&code=c", Cookie(first.Cookies))).Status);
    }

    [Fact]
    public async Task A_state_that_is_not_the_browsers_own_is_refused()
    {
        await using var middleware = await CreateAsync();
        var mine = await Exchange.RunAsync(middleware, "/");
        var theirs = await Exchange.RunAsync(middleware, "/");

        foreach (var (state, cookies) in new[] { (State(theirs), mine.Cookies), ("x", mine.Cookies), (State(mine), ""), (State(mine), "layotto-oauth2-test=1.AAAA") })
        {
            var answer = await Exchange.RunAsync(middleware, $"/back?state={state}&code=c", Cookie(cookies));
            Assert.Equal((false, 400, "invalid state"), (answer.IsPassed, answer.Status, answer.Body));
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(400, (await Exchange.RunAsync(middleware, $"/back?state={State(mine)}&code=c", Cookie(mine.Cookies))).Status);
        Assert.Empty(_provider.TokenRequests);
    }

    [Fact]
    public async Task Without_a_code_or_with_one_that_is_not_taken_nobody_gets_in()
    {
        _provider.Token = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"error":"invalid_grant"}""");
        };
        await using var middleware = await CreateAsync();
        var first = await Exchange.RunAsync(middleware, "/");

        var denied = await Exchange.RunAsync(middleware, $"/back?state={State(first)}&error=access_denied", Cookie(first.Cookies));
        Assert.Equal((400, "code not found"), (denied.Status, denied.Body));
        var refused = await Exchange.RunAsync(middleware, $"/back?state={State(first)}&code=wrong", Cookie(first.Cookies));
        Assert.Equal((500, "Internal Server Error", ""), (refused.Status, refused.Body, refused.Cookies));
    }

    [Fact]
    public async Task A_cookie_that_somebody_changed_or_another_gateway_made_is_none()
    {
        await using var middleware = await CreateAsync();
        await using var other = await CreateAsync();
        var cookies = await SignInAsync(middleware);
        var middle = cookies.Length - 10;
        var changed = cookies[..middle] + (cookies[middle] == 'A' ? 'B' : 'A') + cookies[(middle + 1)..];

        Assert.True((await Exchange.RunAsync(middleware, "/", Cookie(cookies))).IsPassed);
        Assert.Equal(302, (await Exchange.RunAsync(middleware, "/", Cookie(changed))).Status);
        Assert.Equal(302, (await Exchange.RunAsync(other, "/", Cookie(cookies))).Status);
    }

    [Theory]
    [InlineData("//evil.example.com/x", "/evil.example.com/x")]
    [InlineData("/\\evil.example.com", "/evil.example.com")]
    [InlineData("///evil.example.com?a=b", "/evil.example.com?a=b")]
    [InlineData("http://evil.example.com//elsewhere", "/elsewhere")]
    public async Task Nobody_is_led_to_another_host(string target, string expected)
    {
        await using var middleware = await CreateAsync();
        var first = await Exchange.RunAsync(middleware, target);

        var second = await Exchange.RunAsync(middleware, $"/back?state={State(first)}&code=c", Cookie(first.Cookies));

        Assert.Equal(expected, second.Header("Location"));
    }

    [Fact]
    public async Task Paths_beside_the_filter_pass_and_the_callers_own_header_gives_way_on_the_others()
    {
        await using var middleware = await CreateAsync(
            new KeyValuePair<string, string>("pathFilter", "^/private"), new KeyValuePair<string, string>("authHeaderName", "X-User"));
        var cookies = await SignInAsync(middleware, "/private/back");

        Assert.True((await Exchange.RunAsync(middleware, "/public")).IsPassed);
        Assert.Equal(302, (await Exchange.RunAsync(middleware, "/public/../private")).Status);
        var answer = await Exchange.RunAsync(middleware, "/private", context =>
        {
            context.Request.Headers.Cookie = cookies;
            context.Request.Headers["x-user"] = "Bearer forged";
        });
        Assert.Equal("Bearer of-the-user", answer.RequestHeader("X-User"));
    }

    [Theory]
    [InlineData("clientID", "")]
    [InlineData("authURL", "")]
    [InlineData("authURL", "nowhere")]
    [InlineData("tokenURL", "")]
    [InlineData("redirectURL", "/back")]
    [InlineData("authHeaderName", "a:b")]
    [InlineData("pathFilter", "(?=x)")]
    public async Task Settings_that_are_missing_or_wrong_are_told(string key, string value)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync(new KeyValuePair<string, string>(key, value)));

        Assert.Contains($"\"{key}\"", error.Message, StringComparison.Ordinal);
    }

    private static Action<HttpContext> Cookie(string cookies) => context => context.Request.Headers.Cookie = cookies;

    private static string State(Exchange exchange) => FormText.First(new Uri(exchange.Header("Location")).Query[1..], "state");

    private static async Task<string> SignInAsync(OAuth2Middleware middleware, string path = "/back")
    {
        var first = await Exchange.RunAsync(middleware, path);
        var second = await Exchange.RunAsync(middleware, $"{path}?state={State(first)}&code=c", Cookie(first.Cookies));
        Assert.Equal(302, second.Status);
        return second.Cookies;
    }

    private Task<OAuth2Middleware> CreateAsync(params KeyValuePair<string, string>[] changes)
    {
        var metadata = new Dictionary<string, string>
        {
            ["clientID"] = "me",
            ["clientSecret"] = "secret",
            ["scopes"] = "openid,email",
            ["authURL"] = _provider.Address + "/authorize?tenant=1",
            ["tokenURL"] = _provider.Address + "/token",
            ["redirectURL"] = "https://shop.example.com/back",
        };
        foreach (var (key, value) in changes)
            metadata[key] = value;
        return Exchange.CreateAsync<OAuth2Middleware>(metadata, _time);
    }
}
