using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>Who may call what: the API token, the lists of APIs, the scopes of secrets.</summary>
public sealed class AccessTests
{
    private const string Token = "correct-horse-battery-staple";
    private const int Unauthenticated = 16, Unimplemented = 12, PermissionDenied = 7;

    [Fact]
    public async Task CVE_2023_37918_with_an_API_token_only_health_is_open()
    {
        using var folder = new EndToEndGateway();
        await using var gateway = await folder.StartAsync([], new Dictionary<string, string> { ["DAPR_API_TOKEN"] = Token });

        foreach (var path in new[] { "/v1.0/healthz", "/v1.0/healthz/outbound", "/v1.0/healthz/" })
            Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", path)).Status);

        // A path that merely contains the health path isn't exempt.
        foreach (var path in new[] { "/v1.0/metadata", "/v1.0/invoke/x/method/healthz", "/v1.0/state/statestore/v1.0/healthz", "/v1.0/healthz/x", "/v1.0/healthz%2F" })
        {
            var (status, body) = await gateway.SendAsync("GET", path);
            Assert.True(status == HttpStatusCode.Unauthorized, path);
            Assert.Equal("invalid api token\n", body);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SendAsync("GET", "/v1.0/metadata", headers: ("dapr-api-token", Token + "x"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/v1.0/metadata", headers: ("dapr-api-token", Token))).Status);
        Assert.DoesNotContain(Token, gateway.Log, StringComparison.Ordinal);

        Assert.Equal(Unauthenticated, await StatusAsync(gateway, "/dapr.proto.runtime.v1.Dapr/GetMetadata", new Empty()));
        Assert.Equal(Unauthenticated, await StatusAsync(gateway, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", new Empty()));
        Assert.Equal(0, await StatusAsync(gateway, "/grpc.health.v1.Health/Check", new Empty()));
    }

    [Fact]
    public async Task A_configuration_opens_and_closes_APIs_for_each_protocol()
    {
        using var folder = new EndToEndGateway();
        var configuration = Path.Combine(folder.Folder, "configuration.txt");
        folder.Write("configuration.txt", """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: access
            spec:
              api:
                allowed:
                  - { name: state, version: v1.0, protocol: http }
                denied:
                  - { name: secrets, version: v1, protocol: grpc }
            """);
        await using var gateway = await folder.StartAsync("--config", configuration);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/state/statestore/a")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/healthz")).Status);
        (await gateway.SendAsync("GET", "/v1.0/metadata")).AssertError(404, "ERR_DIRECT_INVOKE");
        (await gateway.SendAsync("POST", "/v1.0-alpha1/state/statestore/query", "{}")).AssertError(404, "ERR_DIRECT_INVOKE");
        Assert.Equal(Unimplemented, await StatusAsync(gateway, "/dapr.proto.runtime.v1.Dapr/GetSecret", new GetSecretRequest { StoreName = "secretstore", Key = "other" }));
        Assert.Equal(0, await StatusAsync(gateway, "/dapr.proto.runtime.v1.Dapr/GetMetadata", new Empty()));
    }

    [Fact]
    public async Task A_secret_that_the_scopes_keep_back_is_not_given()
    {
        using var folder = new EndToEndGateway();
        folder.Write("configuration.txt", """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: scopes
            spec:
              secrets:
                scopes:
                  - storeName: secretstore
                    defaultAccess: deny
                    allowedSecrets: [other]
            """);
        await using var gateway = await folder.StartAsync("--config", Path.Combine(folder.Folder, "configuration.txt"));

        (await gateway.SendAsync("GET", "/v1.0/secrets/secretstore/database-password")).AssertError(403, "ERR_PERMISSION_DENIED");
        Assert.Equal("{\"other\":\"battery staple\"}", (await gateway.SendAsync("GET", "/v1.0/secrets/secretstore/other")).Body);
        Assert.Equal("{\"other\":{\"other\":\"battery staple\"}}", (await gateway.SendAsync("GET", "/v1.0/secrets/secretstore/bulk")).Body);
        Assert.Equal(PermissionDenied, await StatusAsync(gateway, "/dapr.proto.runtime.v1.Dapr/GetSecret", new GetSecretRequest { StoreName = "secretstore", Key = "database-password" }));
    }

    private static async Task<int> StatusAsync(GatewayProcess gateway, string path, IMessage request)
    {
        using var client = new HttpClient();
        var address = new UriBuilder("http", "127.0.0.1", gateway.GrpcPort).Uri;
        return (await RawGrpc.CallAsync(client, address, path, request, TestContext.Current.CancellationToken)).Status;
    }
}
