using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>The Configuration's <c>httpPipeline</c> before the HTTP API of the running process.</summary>
public sealed class MiddlewareTests : IDisposable
{
    private readonly EndToEndGateway _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bodies_pass_through_in_the_order_of_the_handlers()
    {
        Write(Component("request", "uppercase"), Component("response", "uppercase", ("direction", "response")));
        await using var gateway = await StartAsync(Handler("request", "uppercase"), Handler("response", "uppercase"));

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("PUT", "/v1.0/metadata/greeting", "hello ünited")).Status);
        var (status, body) = await gateway.SendAsync("GET", "/v1.0/metadata");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"GREETING\":\"HELLO ÜNITED\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_is_routed_and_a_second_one_sees_what_the_first_made_of_it()
    {
        Write(
            Component("first", "routeralias", ("routes", """{"/names": "/v1.0/state/statestore/names", "/query/{metadata.ttlInSeconds}": "/names"}""")),
            Component("second", "routeralias", ("routes", """{"/v1.0/state/statestore/names": "/v1.0/state/statestore/ada%2Flovelace", "/names": "/v1.0/metadata"}""")));
        await using var gateway = await StartAsync(Handler("first", "routeralias"), Handler("second", "routeralias"));
        await gateway.SendAsync("POST", "/v1.0/state/statestore", """[{"key":"ada/lovelace","value":"countess"}]""");

        Assert.Equal((HttpStatusCode.OK, "\"countess\""), await gateway.SendAsync("GET", "/names"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/query/1")).Status);
        (await gateway.SendAsync("GET", "/nowhere")).AssertError(404, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task Who_asks_too_often_is_refused_but_only_with_the_token_and_per_caller()
    {
        Write(Component("limit", "ratelimit", ("maxRequestsPerSecond", "0.0001")));
        var environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "the-token" };
        await using var gateway = await StartAsync(environment, Handler("limit", "ratelimit"));
        var token = ("dapr-api-token", "the-token");

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid api token\n"), await gateway.SendAsync("GET", "/v1.0/metadata"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/v1.0/metadata", headers: token)).Status);
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "You have reached maximum request limit."), await gateway.SendAsync("GET", "/v1.0/metadata", headers: token));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/v1.0/metadata", null, token, ("X-Forwarded-For", "10.0.0.1"))).Status);
    }

    [Fact]
    public async Task Only_a_token_of_the_issuer_opens_the_API()
    {
        using var key = RSA.Create(2048);
        await using var provider = await ProviderAsync(key);
        Write(Component("bearer", "bearer", ("issuer", provider.Urls.First()), ("audience", "orders")));
        await using var gateway = await StartAsync(Handler("bearer", "bearer"));
        var claims = JsonSerializer.Serialize(new { iss = provider.Urls.First(), aud = "orders", exp = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds() });

        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized"), await gateway.SendAsync("GET", "/v1.0/metadata"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/v1.0/metadata", headers: ("Authorization", $"Bearer {Sign(key, claims)}"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SendAsync("GET", "/v1.0/metadata", headers: ("Authorization", $"Bearer {Sign(key, claims)}x"))).Status);
        using var stranger = RSA.Create(2048);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SendAsync("GET", "/v1.0/metadata", headers: ("Authorization", $"Bearer {Sign(stranger, claims)}"))).Status);
    }

    [Fact]
    public async Task A_handler_that_is_not_loaded_is_skipped_and_joins_when_it_comes()
    {
        await using var gateway = await StartAsync(Handler("alias", "routeralias"));
        Assert.Contains("Handlers of the httpPipeline are skipped", gateway.Log, StringComparison.Ordinal);
        Assert.Contains("alias (middleware.http.routeralias): there is no such component", gateway.Log, StringComparison.Ordinal);
        (await gateway.SendAsync("GET", "/health")).AssertError(404, "ERR_DIRECT_INVOKE");

        Write(Component("alias", "routeralias", ("routes", """{"/health": "/v1.0/healthz"}""")));
        await gateway.WaitForLineAsync("All handlers of the httpPipeline are in force now");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/health")).Status);

        Write(Component("alias", "routeralias", ("routes", """{"/well": "/v1.0/healthz"}""")));
        await gateway.WaitForLineAsync("Component updated: alias");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/well")).Status);
        (await gateway.SendAsync("GET", "/health")).AssertError(404, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task A_restart_by_signal_reads_the_pipeline_anew()
    {
        Write(Component("alias", "routeralias", ("routes", """{"/health": "/v1.0/healthz"}""")));
        await using var gateway = await StartAsync();
        (await gateway.SendAsync("GET", "/health")).AssertError(404, "ERR_DIRECT_INVOKE");

        WriteConfiguration(Handler("alias", "routeralias"), Handler("missing", "ratelimit"));
        gateway.Signal("HUP");
        await gateway.WaitForLineAsync("missing (middleware.http.ratelimit): there is no such component");
        await gateway.WaitForLineAsync("HTTP server listening on");

        // The line above may be that of the first run, so the second one's answer is waited for.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                if ((await gateway.SendAsync("GET", "/health")).Status == HttpStatusCode.NoContent)
                    break;
            }
            catch (HttpRequestException)
            {
                // It is between two runs.
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static (string Name, string Type) Handler(string name, string type) => (name, $"middleware.http.{type}");

    private static string Component(string name, string type, params (string Name, string Value)[] metadata) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: middleware.http.{type}
          version: v1
          metadata: [{string.Join(", ", metadata.Select(item => $"{{name: {item.Name}, value: '{item.Value}'}}"))}]
        """;

    private void Write(params string[] components) => _folder.Write("middleware.yaml", string.Join("\n---\n", components));

    private void WriteConfiguration(params (string Name, string Type)[] handlers) => _folder.Write("config/pipeline.yaml", $"""
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: pipeline
        spec:
          httpPipeline:
            handlers: [{string.Join(", ", handlers.Select(handler => $"{{name: {handler.Name}, type: {handler.Type}}}"))}]
        """);

    private Task<GatewayProcess> StartAsync(params (string Name, string Type)[] handlers) => StartAsync(null, handlers);

    private Task<GatewayProcess> StartAsync(Dictionary<string, string>? environment, params (string Name, string Type)[] handlers)
    {
        WriteConfiguration(handlers);
        return _folder.StartAsync(["--config", Path.Combine(_folder.Folder, "config", "pipeline.yaml")], environment);
    }

    private static async Task<WebApplication> ProviderAsync(RSA key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var parameters = key.ExportParameters(false);
        application.Run(context => context.Response.WriteAsync(context.Request.Path == "/keys"
            ? JsonSerializer.Serialize(new
            {
                keys = new[]
                {
                    new { kty = "RSA", kid = "k", use = "sig", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) },
                },
            })
            : JsonSerializer.Serialize(new { issuer = application.Urls.First(), jwks_uri = application.Urls.First() + "/keys" })));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    private static string Sign(RSA key, string claims)
    {
        var signed = $"{Base64Url.EncodeToString("""{"alg":"RS256","kid":"k"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
