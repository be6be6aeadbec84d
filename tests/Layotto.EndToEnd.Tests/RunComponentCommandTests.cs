using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Guarantees;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary><c>layotto run --component-command</c>: the process of a component, started together with the app.</summary>
public sealed class RunComponentCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Script = Path.Combine(RepositoryRoot.Path, "pluggable-components", "samples", "python", "state_store.py");

    private readonly EndToEndGateway _folder = new();

    private string Sockets => Path.Combine(_folder.Folder, "sockets");

    private Dictionary<string, string> Environment => new()
    {
        ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Sockets,
        ["PATH"] = "/usr/bin:/bin",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_process_is_started_before_the_app_started_again_when_it_dies_and_stopped_with_it()
    {
        WriteStore();
        await using var gateway = await GatewayProcess.StartAsync([.. Run($"one=/usr/bin/python3 '{Script}' python"), "tail", "-f", "/dev/null"], Environment);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/one", """[{"key":"k","value":1}]""")).Status);

        using (var process = System.Diagnostics.Process.GetProcessById(await ProcessAsync(gateway)))
            process.Kill();
        await gateway.WaitForLineAsync("is back and has been initialised again");
        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/v1.0/state/one/k"));

        gateway.Signal("TERM");
        Assert.Equal(143, await gateway.WaitForExitAsync());
        await Eventually.TrueAsync(() => !Listens(), Patience, () => gateway.Log);
    }

    [Fact]
    public async Task A_command_for_a_component_that_is_not_there_stops_the_start()
    {
        WriteStore();

        var (exitCode, output) = await GatewayProcess.RunAsync([.. Run("two=/usr/bin/python3"), "echo", "the app runs"], Environment);

        Assert.Equal(1, exitCode);
        Assert.Contains("the app has no component of that name; it has one, ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("the app runs", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Sockets));
    }

    private static async Task<int> ProcessAsync(GatewayProcess gateway)
    {
        using var view = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.0/layotto/components")).Body);
        return Assert.Single(view.RootElement.GetProperty("processes").EnumerateArray()).GetProperty("id").GetInt32();
    }

    private string[] Run(string command) => ["run", "--resources-path", _folder.Folder, "--component-command", command, "--"];

    private bool Listens()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(Sockets, "python.sock")));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WriteStore() => _folder.Write("one.yaml", $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: one
        spec:
          type: state.python
          version: v1
          initTimeout: 30s
          metadata:
            - name: path
              value: "{_folder.Folder}/one.db"
        """);
}
