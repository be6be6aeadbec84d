using System.Net;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Blocks;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>Components in other processes, written in Python on gRPC's official implementation.</summary>
public sealed class PluggableComponentTests : IDisposable
{
    private readonly EndToEndGateway _folder = new();

    private string Sockets => Path.Combine(_folder.Folder, "sockets");

    public PluggableComponentTests() => Directory.CreateDirectory(Sockets);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_state_store_is_picked_up_when_it_appears_and_outlives_the_death_of_its_process()
    {
        WriteStore("pystore", ignoresErrors: true);
        await using var gateway = await StartAsync();
        (await gateway.SendAsync("GET", "/v1.0/state/pystore/k")).AssertError(400, "ERR_STATE_STORE_NOT_FOUND");

        await using var first = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
        await gateway.WaitForLineAsync("Component loaded: pystore (state.python/v1)");
        await SaveAsync(gateway, "k", "1");
        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/v1.0/state/pystore/k"));
        var message = (await gateway.SendAsync("POST", "/v1.0/state/pystore", """[{"key":"k","value":2,"etag":"99"}]""")).AssertError(409, "ERR_STATE_SAVE");
        Assert.Contains("possible etag mismatch", message, StringComparison.Ordinal);
        const string transaction = """
            {"operations":[{"operation":"upsert","request":{"key":"t","value":"x"}},{"operation":"delete","request":{"key":"k"}}]}
            """;
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/pystore/transaction", transaction)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/state/pystore/k")).Status);
        Assert.Equal(["ETAG", "TRANSACTIONAL", "ACTOR"], await CapabilitiesAsync(gateway, "pystore"));

        await first.KillAsync();
        await gateway.WaitForLineAsync("The process of component pystore at");
        message = (await gateway.SendAsync("GET", "/v1.0/state/pystore/t")).AssertError(503, "ERR_STATE_STORE_NOT_FOUND");
        Assert.Contains($"{Sockets}/python.sock", message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/state/memory/other")).Status);

        await using var second = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
        await gateway.WaitForLineAsync("is back and has been initialised again");
        Assert.Equal((HttpStatusCode.OK, "\"x\""), await gateway.SendAsync("GET", "/v1.0/state/pystore/t"));
    }

    [Fact]
    public async Task Everything_acknowledged_is_there_after_many_deaths()
    {
        WriteStore("pystore", ignoresErrors: false);
        var process = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
        await using var gateway = await StartAsync();
        var acknowledged = new List<string>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                var key = $"{writer}-{number}";
                var answer = await gateway.SendAsync("POST", "/v1.0/state/pystore", $$"""[{"key":"{{key}}","value":"{{key}}"}]""");
                if (answer.Status == HttpStatusCode.NoContent)
                {
                    lock (acknowledged)
                        acknowledged.Add(key);
                }
                else
                {
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
                }
            }
        })).ToArray();
        for (var death = 0; death < 3; death++)
        {
            var before = Count();
            while (Count() == before)
                await SaveAsync(gateway, "probe", "1");
            await process.DisposeAsync();
            process = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
            while ((await gateway.SendAsync("GET", "/v1.0/state/pystore/probe")).Status != HttpStatusCode.OK)
                await Task.Yield();
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        foreach (var key in acknowledged)
            Assert.Equal((HttpStatusCode.OK, $"\"{key}\""), await gateway.SendAsync("GET", $"/v1.0/state/pystore/{key}"));
        await process.DisposeAsync();

        int Count()
        {
            lock (acknowledged)
                return acknowledged.Count;
        }
    }

    [Fact]
    public async Task A_broker_delivers_to_the_app_and_its_subscription_is_there_again_after_its_death()
    {
        _folder.Write("broker.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: pybroker
            spec:
              type: pubsub.broker
              version: v1
            """);
        var process = await PythonComponent.StartAsync("pubsub.py", "broker", Sockets);
        await using var app = await BlockApp.StartAsync(async context =>
        {
            if (context.Request.Path == "/dapr/subscribe")
                await context.Response.WriteAsync("""[{"pubsubname":"pybroker","topic":"orders","route":"/orders"}]""");
        });
        await using var gateway = await _folder.StartAsync(["--app-port", app.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)], Environment);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/publish/pybroker/orders", """{"n":1}""")).Status);
        Assert.Contains("""{"n":1}""", (await app.NextAsync("POST /orders")).Body, StringComparison.Ordinal);

        await process.KillAsync();
        await gateway.WaitForLineAsync("The process of component pybroker at");
        await using var second = await PythonComponent.StartAsync("pubsub.py", "broker", Sockets);
        await gateway.WaitForLineAsync("is back and has been initialised again");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/publish/pybroker/orders", """{"n":2}""")).Status);
        Assert.Contains("""{"n":2}""", (await app.NextAsync("POST /orders")).Body, StringComparison.Ordinal);
        await process.DisposeAsync();
    }

    [Fact]
    public async Task A_type_that_never_appears_stops_the_start_and_says_what_is_there()
    {
        WriteStore("pystore", ignoresErrors: false);
        File.WriteAllText(Path.Combine(Sockets, "python.sock"), "no socket");

        var (exitCode, output) = await GatewayProcess.RunAsync(
            ["--app-id", "end-to-end", "--resources-path", _folder.Folder, "--dapr-http-port", "0", "--dapr-grpc-port", "0", "--dapr-internal-grpc-port", "0", "--metrics-port", "0"],
            Environment);

        Assert.Equal(1, exitCode);
        Assert.Contains($"The socket {Sockets}/python.sock is not used: It is not a socket.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_tells_what_was_found()
    {
        await using var broker = await PythonComponent.StartAsync("pubsub.py", "broker", Sockets);

        var list = await GatewayProcess.RunAsync(["components", "list"], Environment);
        var sockets = await GatewayProcess.RunAsync(["components", "sockets", "--output", "json"], Environment);

        Assert.Contains("pubsub.broker\tv1\t", list.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(sockets.Output);
        var socket = Assert.Single(document.RootElement.EnumerateArray());
        Assert.Equal(("serving", "v1alpha"), (socket.GetProperty("state").GetString(), socket.GetProperty("reflection").GetString()));
    }

    private Dictionary<string, string> Environment => new() { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Sockets };

    private static async Task SaveAsync(GatewayProcess gateway, string key, string value)
        => Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/pystore", $$"""[{"key":"{{key}}","value":{{value}}}]""")).Status);

    private static async Task<string[]> CapabilitiesAsync(GatewayProcess gateway, string name)
    {
        using var document = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.0/metadata")).Body);
        var component = document.RootElement.GetProperty("components").EnumerateArray().First(one => one.GetProperty("name").GetString() == name);
        return [.. component.GetProperty("capabilities").EnumerateArray().Select(capability => capability.GetString()!)];
    }

    private Task<GatewayProcess> StartAsync() => _folder.StartAsync([], Environment);

    private void WriteStore(string name, bool ignoresErrors) => _folder.Write($"{name}.yaml", $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: state.python
          version: v1
          ignoreErrors: {(ignoresErrors ? "true" : "false")}
          initTimeout: {(ignoresErrors ? "30s" : "10s")}
          metadata:
            - name: path
              value: "{_folder.Folder}/python.db"
        """);
}
