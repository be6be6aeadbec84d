using System.Globalization;
using System.Net;
using System.Text;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.EndToEnd.Tests.PubSub;
using Xunit;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>What was published with success arrives in the end, whatever the app does.</summary>
public sealed class AtLeastOnceTests(ITestOutputHelper output)
{
    private const int Seed = 20260728;
    private const int Messages = 1000;
    private const int Kills = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task An_app_that_fails_hangs_and_is_killed_gets_every_message()
    {
        var port = FreePorts.Find();
        await using var app = new Recorder(port, errors: 20, hangs: 3);
        await app.StartAsync(Seed);
        using var folder = new EndToEndGateway();
        folder.Write("pubsub.yaml", PubSubResources.Component("pubsub", ("redeliverInterval", "20ms"), ("maxRedeliverInterval", "200ms")));
        folder.Write("subscription.yaml", PubSubResources.Subscription("orders", "orders", "/orders", "  metadata:\n    maxConcurrency: \"16\""));
        folder.Write("policies.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata:
              name: policies
            spec:
              policies:
                timeouts:
                  short: 300ms
              targets:
                components:
                  pubsub:
                    inbound: {timeout: short}
            """);
        await using var gateway = await folder.StartAsync("--app-port", port.ToString(CultureInfo.InvariantCulture));

        using var client = new HttpClient { BaseAddress = gateway.HttpAddress, Timeout = Patience };
        var publishing = PublishAsync(client);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var mark = kill * Messages / (Kills + 1);
            await Eventually.TrueAsync(() => app.Answers >= mark, Patience, () => $"{app.Answers} of {mark} messages are done before kill {kill}");
            await app.KillAsync();
            await app.StartAsync(Seed + kill);
        }

        await publishing.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => app.Done.Count >= Messages, Patience, () => $"{app.Done.Count} of {Messages} messages are done");

        output.WriteLine(
            $"pubsub.in-memory, seed {Seed}: {Messages} published, {app.Done.Count} arrived after {Kills} kills of the app, "
                + $"{app.Answers - app.Done.Count} done more than once, {app.Deliveries} deliveries seen");
        for (var number = 0; number < Messages; number++)
            Assert.True(app.Done.ContainsKey(number.ToString(CultureInfo.InvariantCulture)), $"{number} was published, but never arrived.");
    }

    private static async Task PublishAsync(HttpClient client)
    {
        await Parallel.ForAsync(0, Messages, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, cancellationToken) =>
        {
            using var content = new StringContent(number.ToString(CultureInfo.InvariantCulture), Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri("/v1.0/publish/pubsub/orders", UriKind.Relative), content, cancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        });
    }
}
