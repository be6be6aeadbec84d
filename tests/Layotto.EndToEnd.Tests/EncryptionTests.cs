using System.Net;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests;

/// <summary>State that is encrypted before it reaches its store, and keys that change.</summary>
public sealed class EncryptionTests
{
    private const string OldKey = "00112233445566778899aabbccddeeff";
    private const string NewKey = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

    [Fact]
    public async Task Values_are_unreadable_at_rest_and_survive_a_change_of_keys()
    {
        using var folder = new EndToEndGateway();
        folder.Write("keys.json", $$"""{"old":"{{OldKey}}","new":"{{NewKey}}"}""");
        folder.Write("vault.yaml", Component("vault", "secretstores.local.file", $"    - {{ name: secretsFile, value: \"{folder.Folder}/keys.json\" }}"));
        WriteStore(folder, "    - { name: primaryEncryptionKey, secretKeyRef: { name: old } }");
        await using (var gateway = await folder.StartAsync())
        {
            Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/sealed", """[{"key":"text","value":"plain sight"},{"key":"object","value":{"a":"plain sight"}}]""")).Status);
            Assert.Equal("plain sight", (await gateway.SendAsync("GET", "/v1.0/state/sealed/text")).Body);
            Assert.Equal("""{"a":"plain sight"}""", (await gateway.SendAsync("GET", "/v1.0/state/sealed/object")).Body);
            (await gateway.SendAsync("POST", "/v1.0-alpha1/state/sealed/query", "{}")).AssertError(500, "ERR_STATE_QUERY");
            Assert.DoesNotContain(OldKey, gateway.Log, StringComparison.Ordinal);
            gateway.Signal("TERM");
            await gateway.WaitForExitAsync();
        }

        foreach (var file in Directory.GetFiles(folder.Folder, "sealed.db*"))
            Assert.DoesNotContain("plain sight", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        WriteStore(folder, "    - { name: primaryEncryptionKey, secretKeyRef: { name: new } }\n    - { name: secondaryEncryptionKey, secretKeyRef: { name: old } }");
        await using (var gateway = await folder.StartAsync())
        {
            Assert.Equal("plain sight", (await gateway.SendAsync("GET", "/v1.0/state/sealed/text")).Body);
            await gateway.SendAsync("POST", "/v1.0/state/sealed", """[{"key":"text","value":"again"}]""");
        }

        WriteStore(folder, "    - { name: primaryEncryptionKey, secretKeyRef: { name: new } }");
        await using (var gateway = await folder.StartAsync())
        {
            Assert.Equal("again", (await gateway.SendAsync("GET", "/v1.0/state/sealed/text")).Body);
            var message = (await gateway.SendAsync("GET", "/v1.0/state/sealed/object")).AssertError(500, "ERR_STATE_GET");
            Assert.Contains("\"old\"", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("    - { name: primaryEncryptionKey, secretKeyRef: { name: short } }", "16, 24 or 32")]
    [InlineData("    - { name: secondaryEncryptionKey, secretKeyRef: { name: short } }", "16, 24 or 32")]
    [InlineData("    - { name: primaryEncryptionKey, value: 00112233445566778899aabbccddeeff }", "secretKeyRef")]
    [InlineData("    - { name: keyPrefix, value: \"a||b\" }", "can't contain")]
    public async Task A_store_whose_keys_or_prefix_are_wrong_stops_the_start(string metadata, string reason)
    {
        using var folder = new EndToEndGateway();
        folder.Write("keys.json", """{"short":"0011"}""");
        folder.Write("vault.yaml", Component("vault", "secretstores.local.file", $"    - {{ name: secretsFile, value: \"{folder.Folder}/keys.json\" }}"));
        WriteStore(folder, metadata);

        var (exitCode, output) = await GatewayProcess.RunAsync(["--app-id", "a", "--resources-path", folder.Folder]);

        Assert.Equal(1, exitCode);
        Assert.Contains("sealed", output, StringComparison.Ordinal);
        Assert.Contains(reason, output, StringComparison.Ordinal);
    }

    private static void WriteStore(EndToEndGateway folder, string keys)
        => folder.Write("sealed.yaml", Component("sealed", "state.sqlite", $"    - {{ name: connectionString, value: \"{folder.Folder}/sealed.db\" }}\n{keys}") + "auth:\n  secretStore: vault\n");

    private static string Component(string name, string type, string metadata)
        => $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n  version: v1\n  metadata:\n{metadata}\n";
}
