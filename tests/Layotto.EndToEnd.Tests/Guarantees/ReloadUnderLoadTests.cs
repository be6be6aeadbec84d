using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Blocks;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.EndToEnd.Tests.PubSub;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>Components are rewritten while everything is in use.</summary>
public sealed class ReloadUnderLoadTests(ITestOutputHelper output) : IDisposable
{
    private const int Calls = 10_000;
    private const int Callers = 6;
    private const int Rewrites = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private readonly ConcurrentDictionary<int, int> _delivered = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<int, bool> _seen = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly CancellationTokenSource _done = new();
    private int _refused;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _done.Dispose();
    }

    [Fact]
    public async Task No_call_fails_and_no_message_is_lost()
    {
        await using var pair = await SidecarPair.StartAsync(HandleAsync, new PairSettings
        {
            Resources = PubSubResources.Subscription("orders", "orders", "/orders"),
        });
        await RewriteAsync(pair, 0);

        var calls = 0;
        var publications = 0;
        var writes = 0;
        var bindings = 0;
        var working = Task.WhenAll(
            [
                .. Enumerable.Range(0, Callers).Select(_ => RepeatAsync(
                    () => PostAsync(pair.Caller, "/v1.0/invoke/callee/method/echo", "hello", 200), () => Interlocked.Increment(ref calls) < Calls)),
                .. Enumerable.Range(0, 2).Select(_ => RepeatAsync(
                    () => PostAsync(pair.Callee, "/v1.0/publish/pubsub/orders", Text(Interlocked.Increment(ref publications)), 204), () => false)),
                RepeatAsync(() => PostAsync(pair.Caller, "/v1.0/state/memory", "[{\"key\":\"a\",\"value\":1}]", 204), () => false),
                RepeatAsync(() => PostAsync(pair.Caller, "/v1.0/state/file", $"[{{\"key\":\"{Interlocked.Increment(ref writes)}\",\"value\":1}}]", 204), () => false),
                RepeatAsync(() => PostAsync(pair.Callee, "/v1.0/bindings/files", $"{{\"operation\":\"create\",\"data\":\"x\",\"metadata\":{{\"fileName\":\"{Interlocked.Increment(ref bindings) % 10}\"}}}}", 200), () => false),
            ]);
        for (var rewrite = 1; rewrite <= Rewrites; rewrite++)
            await RewriteAsync(pair, rewrite);
        await _done.CancelAsync();
        await working.WaitAsync(Patience, Token);

        Assert.True(_failures.IsEmpty, string.Join('\n', _failures.Distinct().Take(20)));
        await Eventually.TrueAsync(
            () => _delivered.Count >= publications,
            TimeSpan.FromSeconds(60),
            () => $"{publications - _delivered.Count} of {publications} messages were lost, such as "
                + string.Join(", ", Enumerable.Range(1, publications).Where(number => !_delivered.ContainsKey(number)).Take(10)));
        output.WriteLine(
            $"{Rewrites} rewrites of both folders: {calls} invocations, {publications} publications, {writes} writes, {bindings} bindings; "
                + $"{_failures.Count} failed; {_delivered.Count} messages arrived, {_delivered.Values.Sum() - _delivered.Count} were taken more than once, "
                + $"{_refused} were refused by the app at first");
        for (var number = 1; number <= writes; number++)
            Assert.Equal((HttpStatusCode.OK, "1"), await pair.Caller.SendAsync("GET", $"/v1.0/state/file/{number}"));
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/orders")
        {
            await EchoApp.HandleAsync(context);
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var number = body.RootElement.GetProperty("data").GetInt32();

        // Some come back, and so are resting when the component is swapped.
        if (number % 20 == 0 && _seen.TryAdd(number, true))
        {
            Interlocked.Increment(ref _refused);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        _delivered.AddOrUpdate(number, 1, (_, count) => count + 1);
    }

    // Until the rewrites are done, and then as often as there is more to be done.
    private async Task RepeatAsync(Func<Task> work, Func<bool> hasMore)
    {
        while (hasMore() | !_done.IsCancellationRequested)
            await work();
    }

    private async Task PostAsync(GatewayProcess gateway, string path, string body, int expected)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _client.PostAsync(new Uri(gateway.HttpAddress, path), content, Token);
            if ((int)response.StatusCode != expected)
                _failures.Enqueue($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
        }
        catch (HttpRequestException exception)
        {
            _failures.Enqueue($"{path}: {exception.Message}");
        }
    }

    // A component that comes is put in force after those that change, so its line says that all of them have.
    private static async Task RewriteAsync(SidecarPair pair, int rewrite)
    {
        string[] components =
        [
            PubSubResources.Component("pubsub", ("queueMessages", Text(1000 + rewrite)), ("redeliverInterval", "300ms")),
            BlockResources.Component("memory", "state.in-memory", ("keyPrefix", rewrite % 2 == 0 ? "name" : "none")),
            BlockResources.Component("file", "state.sqlite", ("connectionString", $"{pair.Folder}/state-{{appID}}.db"), ("cleanupInterval", $"{100 + rewrite}s")),
            BlockResources.Component("files", "bindings.localstorage", ("rootPath", Directory.CreateDirectory(Path.Combine(pair.Folder, $"files{rewrite}")).FullName)),
            BlockResources.Component($"extra{rewrite}", "state.in-memory", ("keyPrefix", "none")),
        ];
        await File.WriteAllTextAsync(Path.Combine(pair.Folder, "components.yaml"), string.Join("\n---\n", components), Token);
        foreach (var gateway in new[] { pair.Caller, pair.Callee })
            await gateway.WaitForLineAsync($"Component loaded: extra{rewrite} ");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
