using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Layotto.EndToEnd.Tests.PubSub;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>The messages of transactions, while the gateway is killed again and again.</summary>
public sealed class OutboxCrashTests(ITestOutputHelper output)
{
    private const int Seed = 20260728;
    private const int Kills = 20;
    private const int Writers = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentDictionary<string, bool> _committed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _failed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _delivered = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_committed_transaction_is_published_and_no_other()
    {
        await using var app = await new SubscriberApp().StartAsync();
        app.Answer = request =>
        {
            _delivered.AddOrUpdate(request.Json.GetProperty("data").GetString()!, 1, (_, count) => count + 1);
            return Task.FromResult((200, ""));
        };
        using var folder = SubscriptionTests.Folder(PubSubResources.Subscription("orders", "orders", "/orders"));
        folder.Write("store.yaml", OutboxTests.Store(folder, "pubsub"));
        var random = new Random(Seed);
        for (var life = 0; life < Kills; life++)
        {
            await using var gateway = await SubscriptionTests.StartAsync(folder, app);
            await WriteUntilKilledAsync(gateway, life, random.Next(1, 60));
        }

        await using var last = await SubscriptionTests.StartAsync(folder, app);
        using var client = Client(last);
        foreach (var key in _unknown.Keys)
        {
            // The answer was lost with the gateway, so the store is asked.
            using var response = await client.GetAsync(new Uri($"/v1.0/state/outboxed/{key}", UriKind.Relative), TestContext.Current.CancellationToken);
            (response.StatusCode == HttpStatusCode.OK ? _committed : _failed)[key] = true;
        }

        await Eventually.TrueAsync(
            () => _committed.Keys.All(_delivered.ContainsKey),
            Patience,
            () => $"{_committed.Keys.Count(key => !_delivered.ContainsKey(key))} of {_committed.Count} committed transactions weren't published, such as "
                + string.Join(", ", _committed.Keys.Where(key => !_delivered.ContainsKey(key)).Take(5)));

        last.Signal("TERM");
        Assert.Equal(0, await last.WaitForExitAsync());
        output.WriteLine(
            $"outbox on state.sqlite, seed {Seed}: {Kills} kills, {_committed.Count} transactions committed ({_unknown.Count} answers lost), {_failed.Count} failed, "
                + $"{_delivered.Count} events arrived, {_delivered.Values.Sum() - _delivered.Count} more than once");
        Assert.NotEmpty(_failed);
        Assert.DoesNotContain(_delivered.Keys, _failed.ContainsKey);
    }

    private async Task WriteUntilKilledAsync(GatewayProcess gateway, int life, int killAfter)
    {
        using var client = Client(gateway);
        var answers = 0;
        var killing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; await WriteAsync(client, $"{life}-{writer}-{number}", isToFail: number % 5 == 4); number++)
            {
                if (Interlocked.Increment(ref answers) == killAfter)
                    killing.SetResult();
            }
        })));
        await killing.Task.WaitAsync(Patience);
        await gateway.KillAsync();
        await writing.WaitAsync(Patience);
    }

    // False once the gateway is gone.
    private async Task<bool> WriteAsync(HttpClient client, string key, bool isToFail)
    {
        var condition = isToFail ? ",\"etag\":\"wrong\",\"options\":{\"concurrency\":\"first-write\"}" : "";
        var body = $$"""{"operations":[{"operation":"upsert","request":{"key":"{{key}}","value":"{{key}}"{{condition}} } }]}""";
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri("/v1.0/state/outboxed/transaction", UriKind.Relative), content);
            Assert.Equal(isToFail ? HttpStatusCode.InternalServerError : HttpStatusCode.NoContent, response.StatusCode);
            (isToFail ? _failed : _committed)[key] = true;
            return true;
        }
        catch (HttpRequestException)
        {
            (isToFail ? _failed : _unknown)[key] = true;
            return false;
        }
    }

    private static HttpClient Client(GatewayProcess gateway) => new() { BaseAddress = gateway.HttpAddress, Timeout = Patience };
}
