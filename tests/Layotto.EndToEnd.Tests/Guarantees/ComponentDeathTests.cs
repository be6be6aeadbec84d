using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Blocks;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>
/// The process of a state store and a broker is killed again and again while both are in use. <c>LAYOTTO_COMPONENT_DEATHS</c> says how
/// often, four times after the first unless told otherwise.
/// </summary>
public sealed class ComponentDeathTests(ITestOutputHelper output) : IDisposable
{
    private const int CallsBetweenDeaths = 40;

    /// <summary>What no call may exceed: more than the deadline of a call to the process, and less than what a hang would take.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);
    private static readonly int Deaths = int.Parse(Environment.GetEnvironmentVariable("LAYOTTO_COMPONENT_DEATHS") ?? "4", CultureInfo.InvariantCulture);

    private readonly EndToEndGateway _folder = new();
    private readonly HttpClient _client = new() { Timeout = Hang };
    private readonly CancellationTokenSource _done = new();
    private readonly ConcurrentBag<string> _saved = [];
    private readonly ConcurrentBag<int> _published = [];
    private readonly ConcurrentDictionary<int, int> _delivered = new();
    private readonly ConcurrentDictionary<string, int> _wrong = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<double> _failureTimes = [];
    private int _succeeded;
    private int _number;

    private string Sockets => Path.Combine(_folder.Folder, "sockets");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _done.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Calls_fail_at_once_nothing_acknowledged_is_lost_and_nothing_leaks()
    {
        Directory.CreateDirectory(Sockets);
        Write("store", "state.durable", ("path", $"{_folder.Folder}/store.db"), ("layotto.callTimeout", "10s"));
        Write("broker", "pubsub.durable", ("layotto.callTimeout", "10s"));
        var process = await StartProcessAsync();
        await using var app = await BlockApp.StartAsync(async context =>
        {
            if (context.Request.Path == "/dapr/subscribe")
                await context.Response.WriteAsync("""[{"pubsubname":"broker","topic":"events","route":"/events"}]""");
        });
        await using var gateway = await _folder.StartAsync(
            ["--app-port", app.Port.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string> { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Sockets });
        var reading = ReadAsync(app);
        var working = Task.WhenAll(
            [
                .. Enumerable.Range(0, 4).Select(_ => RepeatAsync(() => WriteAsync(gateway))),
                .. Enumerable.Range(0, 2).Select(_ => RepeatAsync(() => ReadAsync(gateway))),
                .. Enumerable.Range(0, 2).Select(_ => RepeatAsync(() => PublishAsync(gateway))),
            ]);

        // The first death warms up what later ones use.
        var (filesBefore, memoryBefore) = (0, default(MemoryUse));
        for (var death = 0; death <= Deaths; death++)
        {
            var before = Volatile.Read(ref _succeeded);
            await Eventually.TrueAsync(() => Volatile.Read(ref _succeeded) >= before + CallsBetweenDeaths, Patience, () => $"{_succeeded - before} calls after {death} deaths\n{gateway.Log}");
            if (death == 1)
                (filesBefore, memoryBefore) = (OpenFiles(gateway.Id), MemoryUse.Of(gateway.Id));
            await process.DisposeAsync();
            process = await StartProcessAsync();
        }

        var last = Volatile.Read(ref _succeeded);
        await Eventually.TrueAsync(() => Volatile.Read(ref _succeeded) >= last + CallsBetweenDeaths, Patience, () => gateway.Log);
        await _done.CancelAsync();
        await working.WaitAsync(Patience, Token);

        Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong.Take(10).Select(wrong => $"{wrong.Value} × {wrong.Key}")));
        await Eventually.TrueAsync(
            () => _published.All(_delivered.ContainsKey), Patience, () => $"{_published.Count(number => !_delivered.ContainsKey(number))} of {_published.Count} events are missing");
        foreach (var key in _saved)
            Assert.Equal((HttpStatusCode.OK, $"\"{key}\""), await gateway.SendAsync("GET", $"/v1.0/state/store/{key}"));
        var filesAfter = 0;
        await Eventually.TrueAsync(() => (filesAfter = OpenFiles(gateway.Id)) <= filesBefore + 10, Patience, () => $"{filesBefore} files were open, and now {filesAfter}");
        var memoryAfter = MemoryUse.Of(gateway.Id);
        var failures = _failureTimes.Order().ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Deaths + 1} deaths by kill -9: {_succeeded} calls succeeded, {failures.Count} failed with 503, the slowest of these after {failures.LastOrDefault():0} ms, half of them within {failures.ElementAtOrDefault(failures.Count / 2):0.0} ms; "));
        output.WriteLine(
            $"{_saved.Count} writes acknowledged and all there; {_published.Count} publications acknowledged and all delivered, {_delivered.Values.Sum() - _delivered.Count} more than once");
        output.WriteLine($"open files of the gateway {filesBefore} → {filesAfter}; memory {memoryBefore} → {memoryAfter}");
        await process.DisposeAsync();
        Assert.False(reading.IsFaulted, reading.Exception?.Message);
    }

    private static int OpenFiles(int process) => Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd")).Length;

    private Task<PythonComponent> StartProcessAsync() => PythonComponent.StartAsync(
        Path.Combine(RepositoryRoot.Path, "tests", "end-to-end", "python", "durable.py"), "durable", Sockets, Path.Combine(_folder.Folder, "broker.db"));

    // It ends when nothing has come for as long as a test waits for anything.
    private async Task ReadAsync(BlockApp app)
    {
        try
        {
            while (true)
            {
                using var body = JsonDocument.Parse((await app.NextAsync("POST /events")).Body);
                _delivered.AddOrUpdate(body.RootElement.GetProperty("data").GetInt32(), 1, (_, count) => count + 1);
            }
        }
        catch (OperationCanceledException)
        {
            // Everything has been delivered, or the test is over.
        }
    }

    private async Task RepeatAsync(Func<Task> work)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!_done.IsCancellationRequested)
        {
            await work();
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task WriteAsync(GatewayProcess gateway)
    {
        var key = $"k{Interlocked.Increment(ref _number)}";
        if (await CallAsync(gateway, HttpMethod.Post, "/v1.0/state/store", $$"""[{"key":"{{key}}","value":"{{key}}"}]"""))
            _saved.Add(key);
    }

    private Task<bool> ReadAsync(GatewayProcess gateway) => CallAsync(gateway, HttpMethod.Get, "/v1.0/state/store/k1", null);

    private async Task PublishAsync(GatewayProcess gateway)
    {
        var number = Interlocked.Increment(ref _number);
        if (await CallAsync(gateway, HttpMethod.Post, "/v1.0/publish/broker/events", number.ToString(CultureInfo.InvariantCulture)))
            _published.Add(number);
    }

    // What isn't acknowledged has to be refused for the one reason there is, with a sentence.
    private async Task<bool> CallAsync(GatewayProcess gateway, HttpMethod method, string path, string? body)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(gateway.HttpAddress, path));
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _client.SendAsync(request, Token);
            var answer = await response.Content.ReadAsStringAsync(Token);
            if (response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _succeeded);
                return true;
            }

            _failureTimes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || !answer.Contains(Sockets, StringComparison.Ordinal))
                _wrong.AddOrUpdate($"{path.Split('/')[2]}: {(int)response.StatusCode} {answer}", 1, (_, count) => count + 1);
        }
        catch (TaskCanceledException) when (!Token.IsCancellationRequested)
        {
            _wrong.AddOrUpdate($"{path} hung", 1, (_, count) => count + 1);
        }

        return false;
    }

    private void Write(string name, string type, params (string Name, string Value)[] metadata) => _folder.Write($"{name}.yaml", BlockResources.Component(name, type, metadata));
}
