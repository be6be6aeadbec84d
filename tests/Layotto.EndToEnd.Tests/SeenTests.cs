using System.Net;
using System.Text.Json;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>What can be seen of components and their sockets: in the view of components, metadata, health, metrics and on the command line.</summary>
public sealed class SeenTests : IDisposable
{
    private readonly EndToEndGateway _folder = new();

    public SeenTests()
    {
        Directory.CreateDirectory(Sockets);
        _folder.Write("pystore.yaml", $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: pystore
            spec:
              type: state.python
              version: v1
              initTimeout: 30s
              metadata:
                - name: path
                  value: "{_folder.Folder}/python.db"
            """);
    }

    private string Sockets => Path.Combine(_folder.Folder, "sockets");

    private Dictionary<string, string> Environment => new() { ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Sockets };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_component_whose_process_is_away_shows_everywhere_and_the_sidecar_stays_healthy()
    {
        _folder.Write("later.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: later
            spec:
              type: state.later
              version: v1
              ignoreErrors: true
            """);
        File.WriteAllText(Path.Combine(Sockets, "text.sock"), "no socket");
        await using var first = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
        await using var gateway = await _folder.StartAsync([], Environment);

        var view = await ViewAsync(gateway);
        var component = Named(view, "components", "pystore");
        Assert.Equal(("ready", 0, $"{Sockets}/python.sock"), (Text(component, "health"), component.GetProperty("recoveries").GetInt32(), Text(component, "socket")));
        Assert.False(component.TryGetProperty("lastError", out _));
        Assert.Equal(("waiting", "its type is not there"), (Text(Named(view, "components", "later"), "health"), Text(Named(view, "components", "later"), "lastError")));
        Assert.Equal("ready", Text(Named(view, "components", "memory"), "health"));
        Assert.False(Named(view, "components", "memory").TryGetProperty("socket", out _));
        var socket = Named(view, "sockets", "python");
        Assert.Equal(("serving", "v1alpha", first.Id), (Text(socket, "state"), Text(socket, "reflection"), socket.GetProperty("process").GetProperty("id").GetInt32()));
        Assert.Equal(["state.python"], socket.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Contains("dapr.proto.components.v1.StateStore", socket.GetProperty("services").EnumerateArray().Select(service => service.GetString()));
        Assert.Equal(("refused", "It is not a socket."), (Text(Named(view, "sockets", "text"), "state"), Text(Named(view, "sockets", "text"), "lastError")));

        await first.KillAsync();
        await gateway.WaitForLineAsync("The process of component pystore at");
        view = await ViewAsync(gateway);
        Assert.Equal("failed", Text(Named(view, "components", "pystore"), "health"));
        Assert.Contains(Sockets, Text(Named(view, "components", "pystore"), "lastError"), StringComparison.Ordinal);
        Assert.Equal("silent", Text(Named(view, "sockets", "python"), "state"));
        Assert.Equal((HttpStatusCode.NoContent, ""), await gateway.SendAsync("GET", "/v1.0/healthz"));
        var health = await gateway.SendAsync("GET", "/v1.0/healthz?components=true");
        Assert.Equal(HttpStatusCode.OK, health.Status);
        Assert.Equal("failed", Text(Named(Parse(health.Body), "components", "pystore"), "health"));
        Assert.DoesNotContain(Sockets, health.Body, StringComparison.Ordinal);
        var metadata = Parse((await gateway.SendAsync("GET", "/v1.0/metadata")).Body);
        Assert.Equal("failed", Text(Named(metadata, "components", "pystore"), "health"));
        Assert.Contains("ETAG", Named(metadata, "components", "pystore").GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()));
        Assert.StartsWith("failed: ", Text(metadata.GetProperty("extended"), "layotto.health.pystore"), StringComparison.Ordinal);
        Assert.Equal("waiting: its type is not there", Text(metadata.GetProperty("extended"), "layotto.health.later"));
        var metrics = await MetricsAsync(gateway);
        Assert.Contains("component=\"pystore\",type=\"state.python\"} 0", Line(metrics, "layotto_component_healthy", "pystore"), StringComparison.Ordinal);
        Assert.EndsWith("} 1", Line(metrics, "layotto_component_healthy", "memory"), StringComparison.Ordinal);

        await using var second = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
        await gateway.WaitForLineAsync("is back and has been initialised again");
        view = await ViewAsync(gateway);
        Assert.Equal(("ready", 1), (Text(Named(view, "components", "pystore"), "health"), Named(view, "components", "pystore").GetProperty("recoveries").GetInt32()));
        metrics = await MetricsAsync(gateway);
        Assert.EndsWith("} 1", Line(metrics, "layotto_component_healthy", "pystore"), StringComparison.Ordinal);
        Assert.EndsWith("} 1", Line(metrics, "layotto_component_recoveries_total", "pystore"), StringComparison.Ordinal);
        Assert.False(Parse((await gateway.SendAsync("GET", "/v1.0/metadata")).Body).GetProperty("extended").TryGetProperty("layotto.health.pystore", out _));
    }

    [Fact]
    public async Task The_view_is_behind_the_token_and_closed_with_metadata()
    {
        await using var process = await PythonComponent.StartAsync("state_store.py", "python", Sockets);
        await using (var gateway = await _folder.StartAsync([], new Dictionary<string, string>(Environment) { ["DAPR_API_TOKEN"] = "open sesame" }))
            Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.SendAsync("GET", "/v1.0/layotto/components")).Status);

        _folder.Write("../configuration.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: closed
            spec:
              api:
                denied:
                  - name: metadata
                    version: v1
                    protocol: http
            """);
        var configuration = Path.GetFullPath(Path.Combine(_folder.Folder, "..", "configuration.yaml"));
        try
        {
            await using var closed = await _folder.StartAsync(["--config", configuration], Environment);
            Assert.NotEqual(HttpStatusCode.OK, (await closed.SendAsync("GET", "/v1.0/layotto/components")).Status);
            Assert.Equal(HttpStatusCode.NoContent, (await closed.SendAsync("GET", "/v1.0/healthz")).Status);
        }
        finally
        {
            File.Delete(configuration);
        }
    }

    [Fact]
    public async Task The_command_line_shows_where_each_type_comes_from()
    {
        File.WriteAllText(Path.Combine(Sockets, "text.sock"), "no socket");
        await using var process = await PythonComponent.StartAsync("state_store.py", "python", Sockets);

        var list = await GatewayProcess.RunAsync(["components", "list"], Environment);
        var json = await GatewayProcess.RunAsync(["components", "list", "--output", "json"], Environment);

        Assert.Contains("state.in-memory\tv1\tbuilt in\t", list.Output, StringComparison.Ordinal);
        Assert.Contains($"state.python\tv1\t{Sockets}/python.sock, reflection v1alpha, process {process.Id} of user ", list.Output, StringComparison.Ordinal);
        Assert.Contains($"The socket {Sockets}/text.sock is not used. It is not a socket.", list.Output, StringComparison.Ordinal);
        var type = Parse(string.Join('\n', json.Output.Split('\n').Where(line => !line.StartsWith("The socket", StringComparison.Ordinal))))
            .EnumerateArray().Single(type => Text(type, "type") == "state.python");
        Assert.Equal(process.Id, type.GetProperty("socket").GetProperty("process").GetProperty("id").GetInt32());
    }

    private static async Task<JsonElement> ViewAsync(GatewayProcess gateway)
    {
        var (status, body) = await gateway.SendAsync("GET", "/v1.0/layotto/components");
        Assert.Equal(HttpStatusCode.OK, status);
        return Parse(body);
    }

    private static async Task<string> MetricsAsync(GatewayProcess gateway)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new UriBuilder("http", "127.0.0.1", gateway.MetricsPort, "metrics").Uri, TestContext.Current.CancellationToken);
    }

    private static string Line(string metrics, string name, string component) => Assert.Single(
        metrics.Split('\n'), line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains($"component=\"{component}\"", StringComparison.Ordinal));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static JsonElement Named(JsonElement view, string list, string name)
        => view.GetProperty(list).EnumerateArray().Single(one => Text(one, "name") == name);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
