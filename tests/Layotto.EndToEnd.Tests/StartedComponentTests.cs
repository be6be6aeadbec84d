using System.Globalization;
using System.Net;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Guarantees;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>Processes that the gateway starts itself, because components name their commands.</summary>
public sealed class StartedComponentTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Has the socket's file there while nobody listens yet, as it is between bind and listen.
    private const string Unready = """
        /usr/bin/python3 -c 'import os, socket, time
        path = os.environ["DAPR_COMPONENTS_SOCKETS_FOLDER"] + "/sample.sock"
        socket.socket(socket.AF_UNIX).bind(path)
        time.sleep(1)'
        """;

    private readonly EndToEndGateway _folder = new();

    private string Sockets => Path.Combine(_folder.Folder, "sockets");

    private Dictionary<string, string> Environment => new()
    {
        ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Sockets,
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_is_started_once_for_all_its_components_restarted_after_its_death_and_stopped_with_the_gateway()
    {
        WriteStore("one", Command("python"));
        WriteStore("two", Command("python"));
        await using var gateway = await StartAsync();
        var process = await OnlyProcessAsync(gateway);
        Assert.Equal(("/usr/bin/python3", "one two"), (process.Program, process.Components));
        await SaveAsync(gateway, "one", "k", "1");
        await SaveAsync(gateway, "two", "k", "2");
        Assert.Contains($"one: serving dapr.proto.components.v1.StateStore", gateway.Log, StringComparison.Ordinal);
        Assert.Equal(process.Id, GroupOf(process.Id));

        Kill(process.Id);
        await gateway.WaitForLineAsync("it is started again in");
        await gateway.WaitForLineAsync("is back and has been initialised again", times: 2);
        var next = await OnlyProcessAsync(gateway);
        Assert.NotEqual(process.Id, next.Id);
        Assert.Equal((2, "exited with code 137"), (next.Starts, next.LastExit));
        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/v1.0/state/one/k"));
        Assert.Equal((HttpStatusCode.OK, "2"), await gateway.SendAsync("GET", "/v1.0/state/two/k"));

        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.False(IsAlive(next.Id));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_process_when_the_gateway_is_killed()
    {
        WriteStore("one", Command("python"));
        await using var gateway = await StartAsync();
        var process = await OnlyProcessAsync(gateway);
        Assert.True(IsAlive(process.Id));

        await gateway.KillAsync();

        await Eventually.TrueAsync(() => !IsAlive(process.Id), Patience, () => $"the process {process.Id} lives on");
    }

    [Fact]
    public async Task A_component_that_comes_is_started_with_its_process_and_one_that_goes_takes_it_along()
    {
        await using var gateway = await StartAsync();
        WriteStore("one", Command("python"));
        await gateway.WaitForLineAsync("Component loaded: one (state.sample/v1)");
        await SaveAsync(gateway, "one", "k", "1");
        var process = await OnlyProcessAsync(gateway);

        File.Delete(Path.Combine(_folder.Folder, "one.yaml"));

        await Eventually.TrueAsync(() => !IsAlive(process.Id), Patience, () => $"the process {process.Id} lives on");
        await Eventually.TrueAsync(async () => (await ProcessesAsync(gateway)).Length == 0, Patience, () => gateway.Log);
        (await gateway.SendAsync("GET", "/v1.0/state/one/k")).AssertError(400, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Theory]
    [InlineData("python", "")]
    [InlineData("python", Unready)]
    [InlineData("javascript", "")]
    [InlineData("csharp", "")]
    public async Task A_command_that_changes_is_replaced_while_calls_go_on(string language, string before)
    {
        _folder.Write("older.sh", $"exec {Command(language)}\n");
        _folder.Write("newer.sh", $"{before}\nexec {Command(language)}\n");
        WriteStore("one", Shell("older.sh"));
        await using var gateway = await StartAsync();
        var older = await OnlyProcessAsync(gateway);
        using var done = new CancellationTokenSource();
        var failures = new List<string>();
        var calls = 0;
        var calling = Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var answer = await gateway.SendAsync("POST", "/v1.0/state/one", $$"""[{"key":"{{caller}}","value":1}]""");
                Interlocked.Increment(ref calls);
                if (answer.Status != HttpStatusCode.NoContent)
                {
                    lock (failures)
                        failures.Add($"{answer.Status} {answer.Body}");
                }
            }
        })));

        WriteStore("one", Shell("newer.sh"));
        await Eventually.TrueAsync(
            async () => await ProcessesAsync(gateway) is [var only] && only.Id != older.Id && !IsAlive(older.Id), Patience, () => gateway.Log);
        var afterwards = Volatile.Read(ref calls);
        await Eventually.TrueAsync(() => Volatile.Read(ref calls) > afterwards + 20, Patience, () => gateway.Log);
        await done.CancelAsync();
        await calling.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(failures.Count == 0, $"{failures.Count} of {calls} failed: {string.Join('\n', failures.Distinct().Take(5))}\n{gateway.Log}");
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(Sockets, "sample.sock")), Patience, () => "the newer process has lost its socket");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told_of_and_tried_again()
    {
        WriteStore("one", "/no/such/program", ignoresErrors: true);

        await using var gateway = await StartAsync();

        await gateway.WaitForLineAsync("can't be started: there is no program", times: 2);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/state/memory/k")).Status);
    }

    [Fact]
    public async Task The_check_looks_at_commands()
    {
        WriteStore("one", Command("python"));
        var fine = await GatewayProcess.RunAsync(["check", Path.Combine(_folder.Folder, "one.yaml")], Environment);
        WriteStore("one", "'/no/such");
        var open = await GatewayProcess.RunAsync(["check", Path.Combine(_folder.Folder, "one.yaml")], Environment);
        WriteStore("one", "/no/such/program");
        var missing = await GatewayProcess.RunAsync(["check", Path.Combine(_folder.Folder, "one.yaml")], Environment);
        WriteStore("one", "/usr/bin/python3", type: "state.in-memory");
        var builtIn = await GatewayProcess.RunAsync(["check", Path.Combine(_folder.Folder, "one.yaml")], Environment);

        Assert.Equal(0, fine.ExitCode);
        Assert.Equal(1, open.ExitCode);
        Assert.Contains("Its quote ' is never closed.", open.Output, StringComparison.Ordinal);
        Assert.Contains("one: Here there is no program \"/no/such/program\".", missing.Output, StringComparison.Ordinal);
        Assert.Contains("one: the type state.in-memory is built in, so no process serves it.", builtIn.Output, StringComparison.Ordinal);
    }

    private static string Command(string language) => string.Join(' ', SampleComponent.Command(language, "state_store", "sample"));

    private string Shell(string script) => $"/bin/sh {Path.Combine(_folder.Folder, script)}";

    private static async Task SaveAsync(GatewayProcess gateway, string store, string key, string value)
        => Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", $"/v1.0/state/{store}", $$"""[{"key":"{{key}}","value":{{value}}}]""")).Status);

    private static async Task<Started> OnlyProcessAsync(GatewayProcess gateway) => Assert.Single(await ProcessesAsync(gateway));

    private static async Task<Started[]> ProcessesAsync(GatewayProcess gateway)
    {
        using var view = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.0/layotto/components")).Body);
        return
        [
            .. view.RootElement.GetProperty("processes").EnumerateArray().Select(process => new Started(
                process.TryGetProperty("id", out var id) ? id.GetInt32() : 0,
                process.GetProperty("program").GetString()!,
                string.Join(' ', process.GetProperty("components").EnumerateArray().Select(component => component.GetString()).Order(StringComparer.Ordinal)),
                process.GetProperty("starts").GetInt32(),
                process.TryGetProperty("lastExit", out var exit) ? exit.GetString() : null)),
        ];
    }

    private static void Kill(int id)
    {
        using var process = System.Diagnostics.Process.GetProcessById(id);
        process.Kill();
    }

    // One that nobody has waited for yet is dead all the same.
    private static bool IsAlive(int id)
    {
        try
        {
            return Stat(id)[0] != "Z";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int GroupOf(int id) => int.Parse(Stat(id)[2], CultureInfo.InvariantCulture);

    // What follows the name, which is in parentheses: the state, the parent, the group.
    private static string[] Stat(int id)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private Task<GatewayProcess> StartAsync() => _folder.StartAsync(["--hot-reload-reconcile-interval", "1s"], Environment);

    private void WriteStore(string name, string command, bool ignoresErrors = false, string type = "state.sample") => _folder.Write($"{name}.yaml", $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
          annotations:
            layotto.dev/command: "{command}"
        spec:
          type: {type}
          version: v1
          ignoreErrors: {(ignoresErrors ? "true" : "false")}
          initTimeout: 30s
          metadata:
            - name: path
              value: "{_folder.Folder}/{name}.db"
        """);

    private sealed record Started(int Id, string Program, string Components, int Starts, string? LastExit);
}
