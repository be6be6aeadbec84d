using System.Diagnostics;
using System.Net;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>The gateway follows its files while it runs.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly EndToEndGateway _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_component_comes_changes_and_goes_with_its_file()
    {
        await using var gateway = await _folder.StartAsync();
        (await gateway.SendAsync("GET", "/v1.0/state/extra/k")).AssertError(400, "ERR_STATE_STORE_NOT_FOUND");

        _folder.Write("extra.yaml", Store("extra", "state.in-memory"));
        await gateway.WaitForLineAsync("Component loaded: extra (state.in-memory/v1)");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/extra", """[{"key":"k","value":1}]""")).Status);

        _folder.Write("extra.yaml", Store("extra", "state.sqlite", ("connectionString", $"{_folder.Folder}/extra.db")));
        await gateway.WaitForLineAsync("Component updated: extra (state.sqlite/v1)");
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/state/extra/k")).Status);

        File.Delete(Path.Combine(_folder.Folder, "extra.yaml"));
        await gateway.WaitForLineAsync("Component unloaded: extra (state.sqlite/v1)");
        (await gateway.SendAsync("GET", "/v1.0/state/extra/k")).AssertError(400, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task A_broken_file_keeps_everything_running_and_the_log_says_why()
    {
        _folder.Write("extra.yaml", Store("extra", "state.in-memory"));
        await using var gateway = await _folder.StartAsync();
        await gateway.SendAsync("POST", "/v1.0/state/extra", """[{"key":"k","value":1}]""");

        _folder.Write("extra.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: [\n");
        await gateway.WaitForLineAsync("The changed files can't be used, so everything goes on as before");

        Assert.Contains("extra.yaml:", gateway.Log, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/v1.0/state/extra/k"));

        _folder.Write("extra.yaml", Store("extra", "state.in-memory", ("unknown", "setting")));
        await gateway.WaitForLineAsync("Component updated: extra (state.in-memory/v1)");
    }

    [Fact]
    public async Task A_component_whose_new_form_cannot_start_goes_on_in_its_old_one()
    {
        _folder.Write("extra.yaml", Store("extra", "state.in-memory"));
        await using var gateway = await _folder.StartAsync();
        await gateway.SendAsync("POST", "/v1.0/state/extra", """[{"key":"k","value":1}]""");

        _folder.Write("extra.yaml", Store("extra", "state.sqlite"));
        await gateway.WaitForLineAsync("Component extra (state.sqlite/v1) could not be updated, so the one before it goes on");

        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/v1.0/state/extra/k"));
    }

    [Fact]
    public async Task Files_behind_a_symbolic_link_that_is_swapped_are_noticed()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Folder, "one"));
        Directory.CreateDirectory(Path.Combine(_folder.Folder, "two"));
        _folder.Write("one/extra.yaml", Store("extra", "state.in-memory"));
        _folder.Write("two/extra.yaml", Store("extra", "state.sqlite", ("connectionString", $"{_folder.Folder}/extra.db")));
        var data = Path.Combine(_folder.Folder, "..data");
        Directory.CreateSymbolicLink(data, "one");
        File.CreateSymbolicLink(Path.Combine(_folder.Folder, "extra.yaml"), "..data/extra.yaml");
        await using var gateway = await _folder.StartAsync();
        await gateway.WaitForLineAsync("Component loaded: extra (state.in-memory/v1)");

        Directory.CreateSymbolicLink(data + "_tmp", "two");
        using (var move = Process.Start("mv", ["-T", data + "_tmp", data]))
            await move.WaitForExitAsync(TestContext.Current.CancellationToken);

        await gateway.WaitForLineAsync("Component updated: extra (state.sqlite/v1)");
    }

    [Fact]
    public async Task Dapr_1_17_a_changed_configuration_is_taken_into_force_by_starting_over_and_an_unrelated_one_isnt()
    {
        _folder.Write("config/config.yaml", Configuration("allow"));
        await using var gateway = await _folder.StartAsync("--config", Path.Combine(_folder.Folder, "config", "config.yaml"));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/v1.0/secrets/secretstore/other")).Status);

        _folder.Write("config/config.yaml", Configuration("deny"));
        await gateway.WaitForLineAsync("The Configuration has changed; starting over to take it into force");
        await gateway.WaitForLineAsync("Shutdown: closing 3 components");
        await gateway.WaitForLineAsync("Status: Running", times: 2);

        (await gateway.SendAsync("GET", "/v1.0/secrets/secretstore/other")).AssertError(403, "ERR_PERMISSION_DENIED");

        // One that isn't this sidecar's is none of its business (Dapr 1.17).
        _folder.Write("config/another.yaml", Configuration("allow"));
        _folder.Write("unrelated.yaml", Configuration("allow").Replace("name: secrets", "name: unrelated", StringComparison.Ordinal));
        _folder.Write("sentinel.yaml", Store("sentinel", "state.in-memory"));
        await gateway.WaitForLineAsync("Component loaded: sentinel");
        Assert.Equal(1, gateway.Log.Split("starting over to take it into force").Length - 1);

        static string Configuration(string access) => $"""
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: secrets
            spec:
              secrets:
                scopes:
                  - storeName: secretstore
                    defaultAccess: {access}
            """;
    }

    [Fact]
    public async Task An_http_endpoint_comes_with_its_file()
    {
        await using var gateway = await _folder.StartAsync();

        _folder.Write("endpoint.yaml", $"""
            apiVersion: dapr.io/v1alpha1
            kind: HTTPEndpoint
            metadata:
              name: itself
            spec:
              baseUrl: {gateway.HttpAddress}
            """);
        await gateway.WaitForLineAsync("Reloaded: 1 HTTP endpoint");

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", "/v1.0/invoke/itself/method/v1.0/healthz")).Status);
    }

    [Fact]
    public async Task With_the_feature_off_files_are_left_alone()
    {
        _folder.Write("config/config.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: off
            spec:
              features:
                - name: HotReload
                  enabled: false
            """);
        await using var gateway = await _folder.StartAsync("--config", Path.Combine(_folder.Folder, "config", "config.yaml"));

        _folder.Write("extra.yaml", Store("extra", "state.in-memory"));
        gateway.Signal("HUP");
        await gateway.WaitForLineAsync("Component loaded: extra (state.in-memory/v1)");

        // It came with the restart; the first run never saw it.
        var log = gateway.Log;
        Assert.True(log.IndexOf("Component loaded: extra", StringComparison.Ordinal) > log.IndexOf("restarting", StringComparison.Ordinal), log);
    }

    private static string Store(string name, string type, params (string Name, string Value)[] metadata) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: {type}
          version: v1
          metadata: [{string.Join(", ", metadata.Select(item => $"{{name: {item.Name}, value: \"{item.Value}\"}}"))}]
        """;
}
