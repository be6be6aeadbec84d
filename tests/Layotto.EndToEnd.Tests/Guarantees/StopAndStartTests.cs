using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.EndToEnd.Tests.PubSub;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>A stop in the middle of everything, and starts in any order.</summary>
public sealed class StopAndStartTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_lets_deliveries_and_calls_end_and_buries_nothing()
    {
        const int Messages = 200;
        const int Concurrency = 8;
        var isStopping = false;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var delivered = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await using var app = await new SubscriberApp().StartAsync();
        var underWay = 0;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = new ConcurrentBag<string>();
        app.Answer = async request =>
        {
            if (request.Path == "/slow")
            {
                calls.Add(request.Path);
                await release.Task.WaitAsync(Patience, Token);
                return (200, "slow answer");
            }

            if (Interlocked.Increment(ref underWay) == Concurrency)
                arrived.TrySetResult();
            await release.Task.WaitAsync(Patience, Token);

            // An app that stops with its sidecar fails half of what it gets.
            if (Volatile.Read(ref isStopping) && request.Json.GetProperty("data").GetInt32() % 2 == 0)
                return (500, "stopping too");
            delivered[request.Json.GetProperty("data").GetRawText()] = true;
            return (200, "");
        };
        using var folder = SubscriptionTests.Folder(
            PubSubResources.Subscription("orders", "orders", "/orders", $"  deadLetterTopic: poison\n  metadata:\n    maxConcurrency: \"{Concurrency}\""),
            PubSubResources.Subscription("poison", "poison", "/poison"));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app);
        for (var number = 0; number < Messages; number++)
            await SubscriptionTests.PublishAsync(gateway, "orders", number.ToString(CultureInfo.InvariantCulture));
        await arrived.Task.WaitAsync(Patience, Token);
        var calling = gateway.SendAsync("POST", "/v1.0/invoke/end-to-end/method/slow", "1");
        await Eventually.TrueAsync(() => !calls.IsEmpty, Patience, () => "the call hasn't reached the app");

        Volatile.Write(ref isStopping, true);
        gateway.Signal("TERM");
        await gateway.WaitForLineAsync("ending 2 subscriptions");
        release.SetResult();

        Assert.Equal((HttpStatusCode.OK, "slow answer"), await calling);
        Assert.Equal(0, await gateway.WaitForExitAsync());
        output.WriteLine($"SIGTERM with {Concurrency} deliveries under way and {Messages - Concurrency} messages queued: {delivered.Count} done, the rest refused by an app that stops too");
        Assert.Contains("Shutdown: intake stops: 2 subscriptions and 0 input bindings", gateway.Log, StringComparison.Ordinal);
        Assert.Contains(" calls are under way, and have at most", gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(app.TakeRest(), request => request.Path == "/poison");
        Assert.DoesNotContain("went to the dead-letter topic", gateway.Log, StringComparison.Ordinal);
        for (var number = 1; number < Messages; number += 2)
            Assert.True(delivered.ContainsKey(number.ToString(CultureInfo.InvariantCulture)), $"{number} was queued, but didn't come before the end.");
    }

    [Fact]
    public async Task The_sidecar_serves_its_app_before_that_is_up_and_delivers_once_it_is()
    {
        var port = FreePorts.Find();
        using var folder = SubscriptionTests.Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await GatewayProcess.StartAsync(
            ["--app-id", "end-to-end", "--resources-path", folder.Folder, "--app-port", port.ToString(CultureInfo.InvariantCulture)], readyLine: "waiting on port");

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/statestore", """[{"key":"early","value":1}]""")).Status);
        await SubscriptionTests.PublishAsync(gateway, "orders", "\"early\"");
        await using var app = await new SubscriberApp().StartAsync(port);
        await gateway.WaitForLineAsync("Status: Running");

        Assert.Equal("early", (await app.NextAsync()).Json.GetProperty("data").GetString());
        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/v1.0/state/statestore/early"));
    }

    [Theory]
    [InlineData("app first")]
    [InlineData("sidecar first")]
    public async Task The_order_of_start_makes_no_difference(string order)
    {
        var port = FreePorts.Find();
        using var folder = SubscriptionTests.Folder();
        var app = new SubscriberApp { Subscriptions = """[{"pubsubname":"pubsub","topic":"orders","route":"/orders"}]""" };
        if (order == "app first")
            await app.StartAsync(port);
        var starting = GatewayProcess.StartAsync(
            ["--app-id", "end-to-end", "--resources-path", folder.Folder, "--app-port", port.ToString(CultureInfo.InvariantCulture)],
            readyLine: order == "app first" ? "Status: Running" : "waiting on port");
        await using var gateway = await starting;
        if (order != "app first")
            await app.StartAsync(port);
        await gateway.WaitForLineAsync("Status: Running");
        await using var _ = app;

        await SubscriptionTests.PublishAsync(gateway, "orders", "\"x\"");
        Assert.Equal("x", (await app.NextAsync()).Json.GetProperty("data").GetString());
        Assert.Equal((HttpStatusCode.OK, ""), await gateway.SendAsync("POST", "/v1.0/invoke/end-to-end/method/hello", "1"));
    }

    [Fact]
    public async Task A_broker_that_is_down_at_start_is_subscribed_to_when_it_comes_up()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = new EndToEndGateway();
        var file = Path.Combine(folder.Folder, "later.json");
        folder.Write("subscription.yaml", PubSubResources.Subscription("orders", "orders", "/orders"));

        // What it needs from the secret store isn't there yet.
        folder.Write("pubsub.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: pubsub
            spec:
              type: pubsub.in-memory
              version: v1
              ignoreErrors: true
              metadata:
              - name: queueMessages
                secretKeyRef: {name: queue, key: queue}
            auth:
              secretStore: later
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: later
            spec:
              type: secretstores.local.file
              version: v1
              ignoreErrors: true
              metadata:
              - name: secretsFile
                value: "FILE"
            """.Replace("FILE", file, StringComparison.Ordinal));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app);
        Assert.NotEqual(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/publish/pubsub/orders", "1")).Status);

        await File.WriteAllTextAsync(file, """{"queue":"10"}""", Token);
        await Eventually.TrueAsync(
            async () => (await gateway.SendAsync("POST", "/v1.0/publish/pubsub/orders", "\"at last\"")).Status == HttpStatusCode.NoContent,
            Patience,
            () => gateway.Log);

        Assert.Equal("at last", (await app.NextAsync("/orders")).Json.GetProperty("data").GetString());
    }
}
