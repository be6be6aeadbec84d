using System.Globalization;
using System.Net;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Layotto.EndToEnd.Tests.Invocation;

/// <summary>The way to the app: tokens, the limit of concurrent calls, health, and apps that come late.</summary>
public sealed class AppChannelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CVE_2024_35223_tokens_never_leave_their_hop()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync, new PairSettings
        {
            CallerEnvironment = new() { ["DAPR_API_TOKEN"] = "api-of-caller", ["APP_API_TOKEN"] = "app-of-caller" },
            CalleeEnvironment = new() { ["DAPR_API_TOKEN"] = "api-of-callee", ["APP_API_TOKEN"] = "app-of-callee" },
        });

        var remote = await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/headers", headers: ("dapr-api-token", "api-of-caller"));
        Assert.Contains("dapr-api-token=app-of-callee\n", remote.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("of-caller", remote.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("api-of", remote.Body, StringComparison.Ordinal);

        var local = await pair.Callee.SendAsync("GET", "/v1.0/invoke/callee/method/headers", headers: ("dapr-api-token", "api-of-callee"));
        Assert.Contains("dapr-api-token=app-of-callee\n", local.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("api-of", local.Body, StringComparison.Ordinal);

        // The internal port asks for no token, and the API's own is asked for by whatever path (CVE-2023-37918).
        Assert.Equal(HttpStatusCode.Unauthorized, (await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/healthz")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await pair.Caller.SendAsync("GET", "/healthz", headers: ("dapr-app-id", "callee"))).Status);
    }

    [Fact]
    public async Task Without_an_app_token_the_app_sees_none()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync);
        foreach (var gateway in new[] { pair.Caller, pair.Callee })
        {
            var answer = await gateway.SendAsync("GET", "/v1.0/invoke/callee/method/headers", headers: ("dapr-api-token", "somebody's"));
            Assert.DoesNotContain("dapr-api-token", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_more_calls_than_allowed_reach_the_app_at_once()
    {
        const int Limit = 3, Calls = 12;
        int under = 0, most = 0;
        var release = new SemaphoreSlim(0);
        var arrived = new SemaphoreSlim(0);
        await using var pair = await SidecarPair.StartAsync(
            async context =>
            {
                var now = Interlocked.Increment(ref under);
                InterlockedMax(ref most, now);

                // A permit is held until the body has been taken, so the call goes on with its body.
                await context.Response.Body.FlushAsync(context.RequestAborted);
                arrived.Release();
                await release.WaitAsync(context.RequestAborted);
                Interlocked.Decrement(ref under);
                await context.Response.WriteAsync("done");
            },
            new PairSettings { CalleeArguments = ["--app-max-concurrency", "3"] });
        using var client = new HttpClient { Timeout = Patience };
        var calls = Enumerable.Range(0, Calls)
            .Select(number => client.GetStringAsync(new Uri((number % 2 == 0 ? pair.Caller : pair.Callee).HttpAddress, "/v1.0/invoke/callee/method/x"), Token))
            .ToList();
        for (var call = 0; call < Calls; call++)
        {
            Assert.True(await arrived.WaitAsync(Patience, Token));
            if (call >= Limit - 1)
                release.Release();
        }

        release.Release(Limit);
        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal("done", answer));
        Assert.Equal(Limit, most);
    }

    [Fact]
    public async Task An_unhealthy_app_is_not_called()
    {
        var isHealthy = false;
        var probed = new SemaphoreSlim(0);
        await using var pair = await SidecarPair.StartAsync(
            context =>
            {
                if (context.Request.Path != "/well")
                    return EchoApp.HandleAsync(context);
                context.Response.StatusCode = Volatile.Read(ref isHealthy) ? 204 : 500;
                probed.Release();
                return Task.CompletedTask;
            },
            new PairSettings
            {
                CalleeArguments =
                [
                    "--enable-app-health-check", "--app-health-check-path", "/well", "--app-health-probe-interval", "1",
                    "--app-health-probe-timeout", "900", "--app-health-threshold", "1",
                ],
            });
        Assert.True(await probed.WaitAsync(Patience, Token));

        var remote = (await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        Assert.Contains("app is not in a healthy state", remote, StringComparison.Ordinal);
        var local = (await pair.Callee.SendAsync("GET", "/v1.0/invoke/callee/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        Assert.Equal("failed to invoke, id: callee, err: rpc error: code = Internal desc = app is not in a healthy state", local);

        Volatile.Write(ref isHealthy, true);
        await pair.Callee.WaitForLineAsync("App entered healthy status");
        Assert.Equal((HttpStatusCode.OK, "/x"), await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/x"));

        Volatile.Write(ref isHealthy, false);
        await pair.Callee.WaitForLineAsync("App entered un-healthy status");
        (await pair.Callee.SendAsync("GET", "/v1.0/invoke/callee/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        var again = (await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        Assert.Equal(remote, again);
    }

    [Fact]
    public async Task An_app_may_come_late_and_return()
    {
        var port = FreePorts.Find();
        await using var gateway = await GatewayProcess.StartAsync(
            ["--app-id", "app", "--app-port", port.ToString(CultureInfo.InvariantCulture)], readyLine: "waiting on port");
        (await gateway.SendAsync("GET", "/v1.0/invoke/app/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");

        await using (await TestApp.StartAsync(EchoApp.HandleAsync, port: port))
        {
            await gateway.WaitForLineAsync("Status: Running");
            Assert.Equal("/x", (await gateway.SendAsync("GET", "/v1.0/invoke/app/method/x")).Body);
        }

        (await gateway.SendAsync("GET", "/v1.0/invoke/app/method/x")).AssertError(500, "ERR_DIRECT_INVOKE");
        await using (await TestApp.StartAsync(EchoApp.HandleAsync, port: port))
            Assert.Equal("/x", (await gateway.SendAsync("GET", "/v1.0/invoke/app/method/x")).Body);
    }

    [Fact]
    public async Task The_app_is_asked_once_what_it_says_of_itself()
    {
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = await SidecarPair.StartAsync(
            context =>
            {
                if (context.Request.Path != "/dapr/subscribe")
                    asked.TrySetResult($"{context.Request.Method} {context.Request.Path} {context.Request.Headers["dapr-app-id"]}");
                return Task.CompletedTask;
            },
            new PairSettings { IsAskedForConfiguration = true });
        Assert.Equal("GET /dapr/config callee", await asked.Task.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task The_app_is_not_asked_where_that_is_switched_off()
    {
        var paths = new List<string>();
        await using var pair = await SidecarPair.StartAsync(
            context =>
            {
                lock (paths)
                    paths.Add(context.Request.Path!);
                return Task.CompletedTask;
            },
            new PairSettings { CalleeArguments = ["--disable-init-endpoints", "config"], IsAskedForConfiguration = true });
        await pair.Callee.WaitForLineAsync("Skipping programmatic dapr configuration loading");
        await pair.Callee.SendAsync("GET", "/v1.0/invoke/callee/method/x");
        Assert.DoesNotContain("/dapr/config", paths);
        Assert.Contains("/x", paths);
    }

    [Fact]
    public async Task Dapr_1_16_sidecars_that_have_IPv6_alone_call_each_other()
    {
        await using var pair = await SidecarPair.StartAsync(EchoApp.HandleAsync, new PairSettings
        {
            Host = "[::1]",
            CallerEnvironment = new() { ["DAPR_HOST_IP"] = "2001:db8::1" },
        });
        var answer = await pair.Caller.SendAsync("GET", "/v1.0/invoke/callee/method/headers");
        Assert.Contains("forwarded=for=\"[2001:db8::1]\";by=\"[2001:db8::1]\"", answer.Body, StringComparison.Ordinal);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Somebody else was first; look again.
        }
    }
}
