using System.Security.Cryptography;
using System.Text;
using Layotto.Components.Middleware.Bearer;
using Layotto.Components.Middleware.Tests.Support;
using Layotto.Testing;
using Layotto.Testing.Doubles;
using Microsoft.IdentityModel.Tokens;

namespace Layotto.Components.Middleware.Tests;

/// <summary>Which tokens let a request through.</summary>
public sealed class BearerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private IdentityProvider _provider = null!;
    private RsaSecurityKey _key = null!;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync(TestContext.Current.CancellationToken);
        _key = _provider.AddRsaKey("first");
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("BEARER ")]
    public async Task A_token_of_the_issuer_passes(string scheme)
    {
        await using var bearer = await CreateAsync();

        Assert.True((await Exchange.RunAsync(bearer, "/", context => context.Request.Headers.Authorization = scheme + _provider.Sign(_key, Now))).IsPassed);
    }

    [Fact]
    public async Task The_issuer_tells_where_its_keys_are_or_the_operator_does()
    {
        await using var discovered = await Exchange.CreateAsync<BearerMiddleware>([new("issuerURL", _provider.Issuer), new("clientID", "orders")], _time);
        Assert.True(await PassesAsync(discovered, _provider.Sign(_key, Now)));

        _provider.Issuer = "https://somebody.example.com";
        await using var given = await Exchange.CreateAsync<BearerMiddleware>(
            [new("issuer", _provider.Issuer), new("audience", "orders"), new("jwksURL", _provider.Address + "/keys")], _time);
        Assert.True(await PassesAsync(given, _provider.Sign(_key, Now)));
    }

    [Fact]
    public async Task An_elliptic_key_and_several_audiences_pass()
    {
        var elliptic = _provider.AddEllipticKey("curve");
        await using var bearer = await CreateAsync();

        Assert.True(await PassesAsync(bearer, _provider.Sign(elliptic, Now, null, SecurityAlgorithms.EcdsaSha256)));
        Assert.True(await PassesAsync(bearer, _provider.Sign(_key, Now, token =>
        {
            token.Audience = null;
            token.Audiences.Add("other");
            token.Audiences.Add("orders");
        })));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer short")]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("Bearer not.a.token.at.all.really")]
    [InlineData("Bearer ......................")]
    [InlineData("Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl")]
    public async Task What_is_no_token_is_401(string header)
    {
        await using var bearer = await CreateAsync();

        var answer = await Exchange.RunAsync(bearer, "/", context => context.Request.Headers.Authorization = header);

        Assert.False(answer.IsPassed);
        Assert.Equal((401, "Unauthorized"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Times_count_with_five_minutes_of_grace()
    {
        await using var bearer = await CreateAsync();
        var token = _provider.Sign(_key, Now);

        _time.Advance(TimeSpan.FromMinutes(64));
        Assert.True(await PassesAsync(bearer, token));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await PassesAsync(bearer, token));

        Assert.True(await PassesAsync(bearer, _provider.Sign(_key, Now.AddMinutes(4))));
        Assert.False(await PassesAsync(bearer, _provider.Sign(_key, Now.AddMinutes(6))));
        Assert.False(await PassesAsync(bearer, _provider.Sign(_key, Now, change => change.IssuedAt = Now.UtcDateTime.AddMinutes(6))));
        Assert.True(await PassesAsync(bearer, _provider.Sign(_key, Now, change => change.Expires = null)));
    }

    [Fact]
    public async Task Another_issuer_audience_or_key_does_not_pass()
    {
        await using var bearer = await CreateAsync();
        using var stranger = RSA.Create(2048);

        Assert.False(await PassesAsync(bearer, _provider.Sign(_key, Now, change => change.Issuer = _provider.Issuer + "/")));
        Assert.False(await PassesAsync(bearer, _provider.Sign(_key, Now, change => change.Issuer = null)));
        Assert.False(await PassesAsync(bearer, _provider.Sign(_key, Now, change => change.Audience = "other")));
        Assert.False(await PassesAsync(bearer, _provider.Sign(_key, Now, change => change.Audience = null)));
        Assert.False(await PassesAsync(bearer, _provider.Sign(new RsaSecurityKey(stranger) { KeyId = "first" }, Now)));
        Assert.False(await PassesAsync(bearer, _provider.Sign(new RsaSecurityKey(stranger) { KeyId = "unknown" }, Now)));
        Assert.False(await PassesAsync(bearer, _provider.Sign(new RsaSecurityKey(_key.Rsa), Now)));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    public async Task A_token_without_signature_does_not_pass(string algorithm)
    {
        await using var bearer = await CreateAsync();
        var header = $$"""{"alg":"{{algorithm}}","kid":"first","typ":"JWT"}""";

        Assert.False(await PassesAsync(bearer, IdentityProvider.Forge(header, Claims(), _ => [])));
        Assert.False(await PassesAsync(bearer, IdentityProvider.Forge(header, Claims(), _ => [1, 2, 3])));
    }

    [Fact]
    public async Task A_public_key_is_no_shared_secret()
    {
        var shared = RandomNumberGenerator.GetBytes(32);
        _provider.AddSharedKey("shared", shared);
        await using var bearer = await CreateAsync();
        const string header = """{"alg":"HS256","kid":"first","typ":"JWT"}""";

        foreach (var secret in new[] { _key.Rsa.ExportRSAPublicKey(), _key.Rsa.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(_key.Rsa.ExportSubjectPublicKeyInfoPem()) })
            Assert.False(await PassesAsync(bearer, IdentityProvider.Forge(header, Claims(), signed => HMACSHA256.HashData(secret, signed))));
        Assert.False(await PassesAsync(bearer, IdentityProvider.Forge(
            """{"alg":"HS256","kid":"shared","typ":"JWT"}""", Claims(), signed => HMACSHA256.HashData(shared, signed))));
    }

    [Fact]
    public async Task A_token_cannot_bring_its_own_key_nor_rules_that_nobody_knows()
    {
        await using var bearer = await CreateAsync();
        using var stranger = RSA.Create(2048);
        var parameters = stranger.ExportParameters(false);
        var own = $$"""{"kty":"RSA","n":"{{Base64UrlEncoder.Encode(parameters.Modulus)}}","e":"AQAB"}""";
        byte[] Sign(RSA key, byte[] signed) => key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Assert.False(await PassesAsync(bearer, IdentityProvider.Forge(
            $$"""{"alg":"RS256","kid":"first","jwk":{{own}}}""", Claims(), signed => Sign(stranger, signed))));
        Assert.False(await PassesAsync(bearer, IdentityProvider.Forge(
            """{"alg":"RS256","kid":"first","crit":["b64"],"b64":false}""", Claims(), signed => Sign(_key.Rsa, signed))));
        Assert.True(await PassesAsync(bearer, IdentityProvider.Forge("""{"alg":"RS256","kid":"first"}""", Claims(), signed => Sign(_key.Rsa, signed))));
    }

    [Fact]
    public async Task A_key_that_names_its_algorithm_takes_no_other_and_one_for_encryption_takes_none()
    {
        var named = _provider.AddRsaKey("named", "RS512");
        var forEncryption = _provider.AddRsaKey("encryption", use: "enc");
        await using var bearer = await CreateAsync();

        Assert.False(await PassesAsync(bearer, _provider.Sign(named, Now)));
        Assert.True(await PassesAsync(bearer, _provider.Sign(named, Now, null, SecurityAlgorithms.RsaSha512)));
        Assert.False(await PassesAsync(bearer, _provider.Sign(forEncryption, Now)));
    }

    [Fact]
    public async Task A_changed_token_does_not_pass()
    {
        await using var bearer = await CreateAsync();
        var parts = _provider.Sign(_key, Now).Split('.');
        var claims = Claims("somebody-else");

        Assert.False(await PassesAsync(bearer, $"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}"));
        Assert.False(await PassesAsync(bearer, $"{parts[0]}.{parts[1]}."));
        Assert.False(await PassesAsync(bearer, $"{parts[0]}.{parts[1]}"));
    }

    [Fact]
    public async Task Of_two_headers_none_counts()
    {
        await using var bearer = await CreateAsync();
        var token = $"Bearer {_provider.Sign(_key, Now)}";

        Assert.False((await Exchange.RunAsync(bearer, "/", context => context.Request.Headers.Authorization = new([token, token]))).IsPassed);
    }

    [Fact]
    public async Task New_keys_are_fetched_after_ten_minutes_and_not_before()
    {
        await using var bearer = await CreateAsync();
        var second = _provider.AddRsaKey("second");

        Assert.False(await PassesAsync(bearer, _provider.Sign(second, Now)));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.False(await PassesAsync(bearer, _provider.Sign(second, Now)));
        Assert.Equal(1, _provider.KeyRequests);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await PassesAsync(bearer, _provider.Sign(second, Now)));
        Assert.True(await PassesAsync(bearer, _provider.Sign(_key, Now)));
        Assert.Equal(2, _provider.KeyRequests);
    }

    [Fact]
    public async Task Keys_that_may_be_kept_longer_are_but_an_unknown_one_has_them_fetched()
    {
        _provider.CacheControl = "max-age=7200";
        await using var bearer = await CreateAsync();
        var second = _provider.AddRsaKey("second");

        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.True(await PassesAsync(bearer, _provider.Sign(_key, Now)));
        Assert.Equal(1, _provider.KeyRequests);
        Assert.True(await PassesAsync(bearer, _provider.Sign(second, Now)));
        Assert.Equal(2, _provider.KeyRequests);
    }

    [Fact]
    public async Task A_provider_that_is_gone_leaves_the_old_keys_in_force()
    {
        await using var bearer = await CreateAsync();
        await _provider.DisposeAsync();

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(await PassesAsync(bearer, IdentityProvider.Forge("""{"alg":"RS256","kid":"unknown"}""", "{}", _ => [1])));
        Assert.True(await PassesAsync(bearer, _provider.Sign(_key, Now)));
    }

    [Fact]
    public async Task What_cannot_work_is_told_at_start()
    {
        Assert.Contains("\"issuer\"", (await FailAsync<MetadataException>(Pair("audience", "orders"))).Message, StringComparison.Ordinal);
        Assert.Contains("\"audience\"", (await FailAsync<MetadataException>(Pair("issuer", _provider.Issuer))).Message, StringComparison.Ordinal);
        Assert.Contains("https://", (await FailAsync<MetadataException>(new("issuer", "nobody"), new("audience", "orders"))).Message, StringComparison.Ordinal);

        var other = await FailAsync<ComponentException>(new("issuer", _provider.Issuer + "/"), new("audience", "orders"));
        Assert.Contains("letter for letter", other.Message, StringComparison.Ordinal);
        var missing = await FailAsync<ComponentException>(new("issuer", "x"), new("audience", "orders"), new("jwksURL", _provider.Address + "/nothing"));
        Assert.Contains("the status 404", missing.Message, StringComparison.Ordinal);
        var noKeys = await FailAsync<ComponentException>(new("issuer", "x"), new("audience", "orders"), new("jwksURL", _provider.Address + "/.well-known/openid-configuration"));
        Assert.Contains("hold no RSA or elliptic-curve key", noKeys.Message, StringComparison.Ordinal);
    }

    private static KeyValuePair<string, string> Pair(string key, string value) => new(key, value);

    private static Task<T> FailAsync<T>(params KeyValuePair<string, string>[] metadata)
        where T : ComponentException
        => Assert.ThrowsAsync<T>(async () => await (await Exchange.CreateAsync<BearerMiddleware>(metadata)).DisposeAsync());

    private static async Task<bool> PassesAsync(BearerMiddleware bearer, string token)
    {
        var answer = await Exchange.RunAsync(bearer, "/", context => context.Request.Headers.Authorization = $"Bearer {token}");
        Assert.Equal(answer.IsPassed ? 200 : 401, answer.Status);
        return answer.IsPassed;
    }

    private Task<BearerMiddleware> CreateAsync()
        => Exchange.CreateAsync<BearerMiddleware>([new("issuer", _provider.Issuer), new("audience", "orders")], _time);

    private string Claims(string subject = "user")
        => $$"""{"iss":"{{_provider.Issuer}}","aud":"orders","sub":"{{subject}}","exp":{{Now.AddHours(1).ToUnixTimeSeconds()}}}""";
}
