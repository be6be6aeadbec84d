using System.Text;
using Layotto.Components.Middleware.OAuth2;
using Layotto.Components.Middleware.Tests.Support;
using Layotto.Testing;
using Layotto.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.Tests;

/// <summary>The token of the gateway's own.</summary>
public sealed class ClientCredentialsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private IdentityProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync(TestContext.Current.CancellationToken);
        _provider.Token = context => context.Response.WriteAsync($$"""{"access_token":"token{{_provider.TokenRequests.Count}}","token_type":"bearer","expires_in":60}""");
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Requests_get_a_token_that_is_kept_until_it_is_about_to_expire()
    {
        await using var middleware = await CreateAsync();

        Assert.Equal("Bearer token1", (await SendAsync(middleware)).RequestHeader("X-Token"));
        _time.Advance(TimeSpan.FromSeconds(49));
        Assert.Equal("Bearer token1", (await SendAsync(middleware)).RequestHeader("X-Token"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Bearer token2", (await SendAsync(middleware)).RequestHeader("X-Token"));

        var (form, authorization) = _provider.TokenRequests.First();
        Assert.Equal("client_credentials", form["grant_type"]);
        Assert.Equal("read write", form["scope"]);
        Assert.Equal("orders api", form["audience"]);
        Assert.DoesNotContain("client_secret", form.Keys);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:s%2Bcret")), authorization);
    }

    [Fact]
    public async Task What_the_caller_gave_in_that_header_gives_way()
    {
        await using var middleware = await CreateAsync();

        Assert.Equal("Bearer token1", (await SendAsync(middleware, context => context.Request.Headers["x-token"] = "forged")).RequestHeader("X-Token"));
    }

    [Fact]
    public async Task Many_at_once_ask_for_one_token()
    {
        var open = new TaskCompletionSource();
        var answer = _provider.Token;
        _provider.Token = async context =>
        {
            await open.Task;
            await answer(context);
        };
        await using var middleware = await CreateAsync();

        var requests = Enumerable.Range(0, 50).Select(_ => SendAsync(middleware)).ToList();
        open.SetResult();

        Assert.All(await Task.WhenAll(requests), request => Assert.Equal("Bearer token1", request.RequestHeader("X-Token")));
        Assert.Single(_provider.TokenRequests);
    }

    [Fact]
    public async Task One_who_gives_up_leaves_the_others_their_token()
    {
        var open = new TaskCompletionSource();
        var answer = _provider.Token;
        _provider.Token = async context =>
        {
            await open.Task;
            await answer(context);
        };
        await using var middleware = await CreateAsync();
        using var impatient = new CancellationTokenSource();

        var first = SendAsync(middleware, context => context.RequestAborted = impatient.Token);
        var second = SendAsync(middleware);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        open.SetResult();

        Assert.Equal("Bearer token1", (await second).RequestHeader("X-Token"));
    }

    [Fact]
    public async Task A_provider_that_wants_parameters_gets_them_and_is_remembered()
    {
        var answer = _provider.Token;
        _provider.Token = context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
                return answer(context);
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        await using var middleware = await CreateAsync();

        Assert.Equal("Bearer token2", (await SendAsync(middleware)).RequestHeader("X-Token"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Bearer token3", (await SendAsync(middleware)).RequestHeader("X-Token"));
        Assert.Equal(("me", "s+cret"), (_provider.TokenRequests.Last().Form["client_id"], _provider.TokenRequests.Last().Form["client_secret"]));
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("2", true)]
    public async Task The_operator_chooses_how_the_secret_is_sent(string style, bool isInHeader)
    {
        await using var middleware = await CreateAsync(new KeyValuePair<string, string>("authStyle", style));

        await SendAsync(middleware);

        Assert.Equal(isInHeader, _provider.TokenRequests.Single().Authorization.Length > 0);
        Assert.Equal(isInHeader, !_provider.TokenRequests.Single().Form.ContainsKey("client_secret"));
    }

    [Theory]
    [InlineData("application/json", """{"access_token":"a","token_type":"MAC","expires_in":"60"}""", "MAC a")]
    [InlineData("application/json", """{"access_token":"a"}""", "Bearer a")]
    [InlineData("application/x-www-form-urlencoded", "access_token=a%2Bb&token_type=bearer", "Bearer a+b")]
    public async Task Answers_are_read_in_the_forms_that_providers_give(string type, string body, string expected)
    {
        _provider.Token = context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        };
        await using var middleware = await CreateAsync();

        Assert.Equal(expected, (await SendAsync(middleware)).RequestHeader("X-Token"));
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "{}")]
    [InlineData(200, "<html>")]
    [InlineData(200, """{"access_token":"a\r\nX-Evil: 1"}""")]
    [InlineData(200, """{"access_token":""}""")]
    public async Task Without_a_token_the_request_goes_no_further(int status, string body)
    {
        _provider.Token = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };
        await using var middleware = await CreateAsync();

        var answer = await SendAsync(middleware);

        Assert.Equal((false, 502, "the access token for this request couldn't be had"), (answer.IsPassed, answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("/v1.0/invoke/orders/method/x", true)]
    [InlineData("/v1.0//invoke/orders/method/x", true)]
    [InlineData("/v1.0/state/../invoke/orders/x", true)]
    [InlineData("/v1.0/invoke/%6Frders/x", true)]
    [InlineData("/v1.0/state/store", false)]
    public async Task The_filter_chooses_the_paths(string target, bool hasToken)
    {
        await using var middleware = await CreateAsync(new KeyValuePair<string, string>("pathFilter", "^/v1.0/invoke/orders/"));

        var answer = await Exchange.RunAsync(middleware, target);

        Assert.True(answer.IsPassed);
        Assert.Equal(hasToken, answer.RequestHeader("X-Token").Length > 0);
    }

    [Theory]
    [InlineData("clientID", "")]
    [InlineData("clientSecret", "")]
    [InlineData("scopes", "")]
    [InlineData("tokenURL", "")]
    [InlineData("tokenURL", "ftp://example.com")]
    [InlineData("headerName", "")]
    [InlineData("headerName", "a b")]
    [InlineData("authStyle", "3")]
    [InlineData("pathFilter", "(")]
    public async Task Settings_that_are_missing_or_wrong_are_told(string key, string value)
    {
        var error = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync(new KeyValuePair<string, string>(key, value)));

        Assert.Contains($"\"{key}\"", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s+cret", error.Message, StringComparison.Ordinal);
    }

    private static Task<Exchange> SendAsync(ClientCredentialsMiddleware middleware, Action<HttpContext>? prepare = null)
        => Exchange.RunAsync(middleware, "/v1.0/invoke/orders/method/x", prepare);

    private Task<ClientCredentialsMiddleware> CreateAsync(params KeyValuePair<string, string>[] changes)
    {
        var metadata = new Dictionary<string, string>
        {
            ["clientID"] = "me",
            ["clientSecret"] = "s+cret",
            ["scopes"] = "read,write",
            ["tokenURL"] = _provider.Address + "/token",
            ["headerName"] = "X-Token",
            ["endpointParamsQuery"] = "audience=orders+api",
        };
        foreach (var (key, value) in changes)
            metadata[key] = value;
        return Exchange.CreateAsync<ClientCredentialsMiddleware>(metadata, _time);
    }
}
