using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Layotto.Testing.Doubles;

/// <summary>An identity provider on a port of its own: OpenID configuration, keys, a token endpoint, and a place to sign in that lets everybody in.</summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly List<object> _keys = [];
    private int _keyRequests;

    private IdentityProvider(WebApplication application) => _application = application;

    public string Address => _application.Urls.First();

    public string Issuer { get; set; } = "";

    /// <summary>What the keys' answer says of how long it may be kept.</summary>
    public string? CacheControl { get; set; }

    /// <summary>How often the keys were asked for.</summary>
    public int KeyRequests => Volatile.Read(ref _keyRequests);

    /// <summary>The forms that the token endpoint was called with, and the header of each.</summary>
    public ConcurrentQueue<(Dictionary<string, string> Form, string Authorization)> TokenRequests { get; } = new();

    /// <summary>What the token endpoint answers.</summary>
    public Func<HttpContext, Task> Token { get; set; } = context => context.Response.WriteAsync("{}");

    public static async Task<IdentityProvider> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var provider = new IdentityProvider(builder.Build());
        provider._application.Urls.Add("http://127.0.0.1:0");
        provider._application.MapGet("/.well-known/openid-configuration", (RequestDelegate)provider.ConfigurationAsync);
        provider._application.MapGet("/authorize", (RequestDelegate)SignInAsync);
        provider._application.MapGet("/keys", (RequestDelegate)provider.KeysAsync);
        provider._application.MapPost("/token", (RequestDelegate)provider.TokenAsync);
        await provider._application.StartAsync(cancellationToken);
        provider.Issuer = provider.Address;
        return provider;
    }

    public RsaSecurityKey AddRsaKey(string id, string? algorithm = null, string? use = "sig")
    {
        var key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = id };
        var parameters = key.Rsa.ExportParameters(false);
        Add(new { kty = "RSA", kid = id, use, alg = algorithm, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) });
        return key;
    }

    public ECDsaSecurityKey AddEllipticKey(string id)
    {
        var key = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };
        var point = key.ECDsa.ExportParameters(false).Q;
        Add(new { kty = "EC", kid = id, use = "sig", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) });
        return key;
    }

    public void AddSharedKey(string id, byte[] secret) => Add(new { kty = "oct", kid = id, k = Base64UrlEncoder.Encode(secret) });

    /// <summary>A token as the provider makes them, changed by the test.</summary>
    public string Sign(SecurityKey key, DateTimeOffset now, Action<SecurityTokenDescriptor>? change = null, string algorithm = SecurityAlgorithms.RsaSha256)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = "orders",
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.UtcDateTime.AddHours(1),
            SigningCredentials = new SigningCredentials(key, algorithm),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <summary>A token with a header and claims given as JSON, and a signature that a function makes.</summary>
    public static string Forge(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    private void Add(object key)
    {
        lock (_keys)
            _keys.Add(key);
    }

    private static Task SignInAsync(HttpContext context)
    {
        var query = context.Request.Query;
        context.Response.Redirect($"{query["redirect_uri"]}?code=the-code&state={Uri.EscapeDataString($"{query["state"]}")}");
        return Task.CompletedTask;
    }

    private Task ConfigurationAsync(HttpContext context)
        => context.Response.WriteAsync(JsonSerializer.Serialize(new { issuer = Issuer, jwks_uri = Address + "/keys" }));

    private Task KeysAsync(HttpContext context)
    {
        Interlocked.Increment(ref _keyRequests);
        if (CacheControl is not null)
            context.Response.Headers.CacheControl = CacheControl;
        lock (_keys)
            return context.Response.WriteAsync(JsonSerializer.Serialize(new { keys = _keys }));
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        TokenRequests.Enqueue((form.ToDictionary(field => field.Key, field => field.Value.ToString()), context.Request.Headers.Authorization.ToString()));
        context.Response.ContentType = "application/json";
        await Token(context);
    }
}
