using System.Net;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>Access control and servers beyond the sidecars.</summary>
public sealed class AccessControlTests
{
    [Fact]
    public async Task Without_proof_of_who_calls_the_default_action_decides()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync, new PairSettings
        {
            Configuration = """
                  accessControl:
                    defaultAction: deny
                    trustDomain: public
                    policies:
                      - appId: caller
                        defaultAction: allow
                        trustDomain: public
                        namespace: default
                """,
        });

        var message = (await pair.Caller.SendAsync("POST", "/v1.0/invoke/callee/method/public/..%2Fsecret", "{}", ("dapr-caller-app-id", "caller"))).AssertError(403, "ERR_DIRECT_INVOKE");
        Assert.Equal(
            "failed to invoke, id: callee, err: rpc error: code = PermissionDenied desc = access control policy has denied access to id:  operation: secret verb: POST",
            message);
        Assert.Equal(HttpStatusCode.OK, (await pair.Callee.SendAsync("GET", "/v1.0/invoke/callee/method/x")).Status);
    }

    [Fact]
    public async Task A_server_with_a_name_or_an_address_is_called_with_its_headers_and_no_token()
    {
        await using var server = await TestApp.StartAsync(EchoApp.HandleAsync);
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync, new PairSettings
        {
            CallerEnvironment = new() { ["APP_API_TOKEN"] = "app-of-caller", ["DAPR_API_TOKEN"] = "api-of-caller" },
            Resources = $"""
                apiVersion: dapr.io/v1alpha1
                kind: HTTPEndpoint
                metadata:
                  name: website
                spec:
                  baseUrl: http://127.0.0.1:{server.Port}
                  headers:
                    - name: x-key
                      value: from-the-endpoint
                """,
        });
        foreach (var id in new[] { "website", $"http://127.0.0.1:{server.Port}", $"http%3A%2F%2F127.0.0.1%3A{server.Port}" })
        {
            var answer = await pair.Caller.SendAsync("GET", $"/v1.0/invoke/{id}/method/headers", null, ("dapr-api-token", "api-of-caller"), ("x-key", "from-the-client"));
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains(id == "website" ? "x-key=from-the-endpoint\n" : "x-key=from-the-client\n", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("token", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("dapr-caller", answer.Body, StringComparison.Ordinal);
            Assert.Equal("/a/b?c=d", (await pair.Caller.SendAsync("GET", $"/v1.0/invoke/{id}/method/a/b?c=d", null, ("dapr-api-token", "api-of-caller"))).Body);
        }
    }
}
