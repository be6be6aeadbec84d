using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>What happens between two sidecars when one of them goes, lies, or is called by somebody else.</summary>
public sealed class PeerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sidecar_that_returns_is_found_again()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync);
        for (var call = 0; call < 3; call++)
            Assert.Equal("/x", (await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/x")).Body);

        await pair.KillCalleeAsync();
        (await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");

        await pair.RestartCalleeAsync();
        for (var call = 0; call < 3; call++)
            Assert.Equal("/x", (await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/x")).Body);
    }

    [Fact]
    public async Task A_sidecar_whose_own_port_is_taken_while_it_starts_takes_another()
    {
        int own;
        await using (var first = await GatewayProcess.StartAsync(["--app-id", "of-taken-port"]))
            own = first.InternalGrpcPort;

        // The look is at IPv4, so what is taken here shows only when the gateway listens.
        using var taken = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = false };
        taken.Bind(new IPEndPoint(IPAddress.IPv6Loopback, own));
        taken.Listen();
        await using var second = await GatewayProcess.StartAsync(["--app-id", "of-taken-port", "--dapr-internal-grpc-listen-address", "::1"]);
        Assert.NotEqual(own, second.InternalGrpcPort);
    }

    [Fact]
    public async Task An_app_can_not_speak_for_its_sidecar()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync);
        using var client = new HttpClient { Timeout = Patience };
        for (var call = 0; call < 3; call++)
        {
            using var response = await client.GetAsync(new Uri(pair.Caller.HttpAddress, "/v1.0/invoke/callee/method/forged"), Token);
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
            Assert.Equal("of the app", await response.Content.ReadAsStringAsync(Token));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("somebody-else")]
    public async Task Somebody_else_gets_nothing_from_the_port_between_sidecars(string? callee)
    {
        var isCalled = false;
        await using var pair = await SidecarPair.StartAsync(context =>
        {
            isCalled = true;
            return EchoApp.HandleAsync(context);
        });
        using var client = new HttpClient { Timeout = Patience };
        foreach (var path in new[] { "/", "/v1.0/invoke/callee/method/x", "/v1.0/metadata" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{pair.Callee.InternalGrpcPort}{path}"));
            if (callee is not null)
                request.Headers.Add("dapr-callee-app-id", callee);
            using var response = await client.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
            Assert.Equal("", await response.Content.ReadAsStringAsync(Token));
        }

        Assert.False(isCalled);
    }

    [Fact]
    public async Task A_policy_sees_the_statuses_of_the_app()
    {
        var calls = 0;
        await using var pair = await SidecarPair.StartAsync(
            async context =>
            {
                context.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 503 : 200;
                using var body = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync($"{calls} {await body.ReadToEndAsync(context.RequestAborted)}");
            },
            new PairSettings
            {
                Resources = """
                    apiVersion: dapr.io/v1alpha1
                    kind: Resiliency
                    metadata:
                      name: patient
                    spec:
                      policies:
                        retries:
                          quick: { policy: constant, duration: 10ms, maxRetries: 5 }
                      targets:
                        apps:
                          callee: { retry: quick }
                    """,
            });

        Assert.Equal((HttpStatusCode.OK, "3 body"), await pair.Caller.SendAsync("POST", "/v1.0/invoke/callee/method/x", "body"));
        calls = 0;
        Assert.Equal((HttpStatusCode.OK, "3 body"), await pair.Callee.SendAsync("POST", "/v1.0/invoke/callee/method/x", "body"));

        // A body that streams is gone after the first attempt.
        calls = 0;
        using var client = new HttpClient { Timeout = Patience };
        using var streamed = await client.PostAsync(new Uri(pair.Caller.HttpAddress, "/v1.0/invoke/callee/method/x"), new ZeroContent(10), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, streamed.StatusCode);
        Assert.Equal(1, calls);
    }
}
