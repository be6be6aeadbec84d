using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Blocks;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>A component is added, replaced by a newer process, replaced by another type and removed while clients keep calling.</summary>
public sealed class ComponentComesAndGoesTests(ITestOutputHelper output) : IDisposable
{
    private const int Clients = 20;
    private const int CallsOfAPhase = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly EndToEndGateway _folder = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly CancellationTokenSource _done = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<string, int> _afterRemoval = new(StringComparer.Ordinal);
    private volatile bool _isThere;
    private volatile bool _isRemoved;
    private int _calls;
    private int _refused;

    private string Sockets => Path.Combine(_folder.Folder, "sockets");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _done.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task No_call_fails_until_the_component_is_removed()
    {
        Directory.CreateDirectory(Path.Combine(Sockets, "next"));
        await using var gateway = await _folder.StartAsync([], new Dictionary<string, string> { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Sockets });
        var working = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => RepeatAsync(gateway, client)));
        var phases = new List<string> { await PhaseAsync("before", gateway) };

        // Added: first the component, which waits, and then its process.
        WriteComponent("state.python", ("path", $"{_folder.Folder}/live.db"));
        await using var first = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
        await gateway.WaitForLineAsync("Component loaded: live (state.python/v1)");
        _isThere = true;
        phases.Add(await PhaseAsync("added", gateway));

        // Replaced: the newer process is ready before it takes the name, and the older one ends when nothing uses it any more.
        await using var second = await PythonComponent.StartAsync("state_store.py", "python", Path.Combine(Sockets, "next"));
        File.Move(Path.Combine(Sockets, "next", "python.sock"), Path.Combine(Sockets, "python.sock"), overwrite: true);
        await Eventually.TrueAsync(() => HasMovedAsync(gateway, second.Id), Patience, () => gateway.Log);
        await first.KillAsync();
        phases.Add(await PhaseAsync("replaced by a newer process", gateway));

        // Replaced by a type that is built in.
        var updates = Updates(gateway);
        WriteComponent("state.sqlite", ("connectionString", $"{_folder.Folder}/other.db"));
        await gateway.WaitForLineAsync("Component updated: live", updates + 1);
        phases.Add(await PhaseAsync("replaced by another type", gateway));

        _isRemoved = true;
        File.Delete(Path.Combine(_folder.Folder, "live.yaml"));
        await gateway.WaitForLineAsync("Component unloaded: live");
        var refused = Volatile.Read(ref _refused);
        await Eventually.TrueAsync(() => Volatile.Read(ref _refused) > refused + Clients, Patience, () => gateway.Log);
        await _done.CancelAsync();
        await working.WaitAsync(Patience, Token);

        Assert.True(_failures.IsEmpty, $"{_failures.Count} of {_calls} failed\n{string.Join('\n', _failures.Distinct().Take(10))}\n{gateway.Log}");
        Assert.All(_afterRemoval.Keys, answer => Assert.StartsWith("400 {\"errorCode\":\"ERR_STATE_STORE_NOT_FOUND\",\"message\":\"state store live is not found\"", answer, StringComparison.Ordinal));
        Assert.NotEmpty(_afterRemoval);
        output.WriteLine($"{Clients} clients, {_calls} calls; {string.Join("; ", phases)}; {_failures.Count} failed; {_refused} after the removal were refused with ERR_STATE_STORE_NOT_FOUND");
    }

    private static int Updates(GatewayProcess gateway) => gateway.Log.Split('\n').Count(line => line.Contains("Component updated: live", StringComparison.Ordinal));

    private static async Task<bool> HasMovedAsync(GatewayProcess gateway, int process)
    {
        using var view = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.0/layotto/components")).Body);
        var socket = view.RootElement.GetProperty("sockets").EnumerateArray().FirstOrDefault(socket => socket.GetProperty("name").GetString() == "python");
        return socket.ValueKind == JsonValueKind.Object
            && socket.TryGetProperty("process", out var found) && found.GetProperty("id").GetInt32() == process
            && !socket.GetProperty("draining").GetBoolean()
            && Updates(gateway) > 0;
    }

    private async Task<string> PhaseAsync(string name, GatewayProcess gateway)
    {
        var before = Volatile.Read(ref _calls);
        await Eventually.TrueAsync(() => Volatile.Read(ref _calls) >= before + CallsOfAPhase, Patience, () => $"{_calls - before} calls in the phase {name}\n{gateway.Log}");
        return $"{name}: from call {before} on";
    }

    private async Task RepeatAsync(GatewayProcess gateway, int client)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!_done.IsCancellationRequested)
        {
            await CallAsync(gateway, HttpMethod.Post, "/v1.0/state/memory", $$"""[{"key":"{{client}}","value":1}]""", mayBeGone: false);
            if (_isThere)
            {
                await CallAsync(gateway, HttpMethod.Post, "/v1.0/state/live", $$"""[{"key":"{{client}}","value":1}]""", _isRemoved);
                await CallAsync(gateway, HttpMethod.Get, $"/v1.0/state/live/{client}", null, _isRemoved);
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task CallAsync(GatewayProcess gateway, HttpMethod method, string path, string? body, bool mayBeGone)
    {
        using var request = new HttpRequestMessage(method, new Uri(gateway.HttpAddress, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, Token);
        Interlocked.Increment(ref _calls);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent)
            return;
        var answer = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}";
        if (mayBeGone || (_isRemoved && path.Contains("live", StringComparison.Ordinal)))
        {
            Interlocked.Increment(ref _refused);
            _afterRemoval.AddOrUpdate(answer, 1, (_, count) => count + 1);
        }
        else
        {
            _failures.Enqueue($"{method} {path}: {answer}");
        }
    }

    private void WriteComponent(string type, params (string Name, string Value)[] metadata) => _folder.Write("live.yaml", BlockResources.Component("live", type, metadata));
}
