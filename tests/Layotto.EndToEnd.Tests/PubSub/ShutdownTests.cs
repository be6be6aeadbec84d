using System.Net;
using Layotto.EndToEnd.Tests.Guarantees;
using Xunit;

namespace Layotto.EndToEnd.Tests.PubSub;

/// <summary>Messages under way when the gateway is told to stop.</summary>
public sealed class ShutdownTests
{
    /// <summary>Dapr's sidecar did, up to and including 1.15.</summary>
    [Fact(DisplayName = "1.16_shutdown_sends_no_message_to_the_dead_letter_topic")]
    public async Task Shutdown_sends_no_message_to_the_dead_letter_topic()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await new SubscriberApp().StartAsync();
        app.Answer = async request =>
        {
            if (request.Path != "/orders")
                return (200, "");
            await release.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            return (500, "stopping too");
        };
        using var folder = SubscriptionTests.Folder(
            PubSubResources.Subscription("orders", "orders", "/orders", "  deadLetterTopic: poison"),
            PubSubResources.Subscription("poison", "poison", "/poison"));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app);
        await SubscriptionTests.PublishAsync(gateway, "orders", "\"x\"");
        await app.NextAsync("/orders");

        gateway.Signal("TERM");
        await gateway.WaitForLineAsync("ending 2 subscriptions");
        release.SetResult();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.DoesNotContain(app.TakeRest(), request => request.Path == "/poison");
        Assert.DoesNotContain("went to the dead-letter topic", gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_hangs_holds_a_stop_up_no_longer_than_the_grace_period_and_nothing_is_dead_lettered()
    {
        await using var app = await new SubscriberApp().StartAsync();
        app.Answer = async request =>
        {
            if (request.Path == "/orders")
                await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            return (200, "");
        };
        using var folder = SubscriptionTests.Folder(
            PubSubResources.Subscription("orders", "orders", "/orders", "  deadLetterTopic: poison"),
            PubSubResources.Subscription("poison", "poison", "/poison"));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app, "--dapr-graceful-shutdown-seconds", "1");
        await SubscriptionTests.PublishAsync(gateway, "orders", "\"x\"");
        await app.NextAsync("/orders");

        gateway.Signal("TERM");

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.DoesNotContain(app.TakeRest(), request => request.Path == "/poison");
    }

    [Fact]
    public async Task A_stop_that_is_put_off_serves_calls_until_the_app_is_unhealthy()
    {
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = SubscriptionTests.Folder();
        await using var gateway = await SubscriptionTests.StartAsync(
            folder, app, "--dapr-block-shutdown-duration", "10m", "--enable-app-health-check",
            "--app-health-probe-interval", "1", "--app-health-probe-timeout", "500", "--app-health-threshold", "1");
        await Eventually.TrueAsync(
            async () => (await gateway.SendAsync("POST", "/v1.0/invoke/end-to-end/method/hello", "1")).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(30), () => gateway.Log);

        gateway.Signal("TERM");
        await gateway.WaitForLineAsync("Blocking graceful shutdown for 00:10:00");
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("POST", "/v1.0/invoke/end-to-end/method/hello", "1")).Status);
        app.HealthStatus = 503;

        await gateway.WaitForLineAsync("The app is unhealthy: the shutdown goes on");
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    [Fact]
    public async Task What_is_queued_is_delivered_before_the_end()
    {
        const int Messages = 50;
        await using var app = await new SubscriberApp().StartAsync();
        using var folder = SubscriptionTests.Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        await using var gateway = await SubscriptionTests.StartAsync(folder, app);
        for (var index = 0; index < Messages; index++)
            await SubscriptionTests.PublishAsync(gateway, "orders", $"{index}");

        gateway.Signal("TERM");

        Assert.Equal(0, await gateway.WaitForExitAsync());
        var delivered = app.TakeRest().ConvertAll(request => request.Json.GetProperty("data").GetInt32());
        Assert.Equal(Enumerable.Range(0, Messages), delivered);
    }
}
