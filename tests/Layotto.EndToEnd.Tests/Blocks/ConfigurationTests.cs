using System.Net;
using System.Text.Json;
using Grpc.Core;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Runtime.V1;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;

namespace Layotto.EndToEnd.Tests.Blocks;

/// <summary>Configuration stores of the built program.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EndToEndGateway _folder = new();

    public ConfigurationTests()
    {
        WriteItems("""{"color":{"value":"blue","version":"1","metadata":{"owner":"us"}},"size":"10"}""");
        _folder.Write("settings.yaml", BlockResources.Component("settings", "configuration.local.file", ("path", $"{_folder.Folder}/data/items.json")));
    }

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v1.0")]
    [InlineData("v1.0-alpha1")]
    public async Task Items_are_read_over_HTTP(string version)
    {
        await using var gateway = await _folder.StartAsync();

        Assert.Equal(
            (HttpStatusCode.OK, """{"color":{"value":"blue","version":"1","metadata":{"owner":"us"}}}"""),
            await gateway.SendAsync("GET", $"/{version}/configuration/settings?key=color&key=none"));
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("GET", $"/{version}/configuration/settings?key=none")).Status);
        Assert.Contains("\"size\":{\"value\":\"10\"}", (await gateway.SendAsync("GET", $"/{version}/configuration/settings")).Body, StringComparison.Ordinal);
        (await gateway.SendAsync("GET", $"/{version}/configuration/other")).AssertError(400, "ERR_CONFIGURATION_STORE_NOT_FOUND");
        (await gateway.SendAsync("GET", $"/{version}/configuration/settings/subscribe?key=color")).AssertError(500, "ERR_APP_CHANNEL_NIL");
        var ended = await gateway.SendAsync("GET", $"/{version}/configuration/settings/none/unsubscribe");
        Assert.Equal(HttpStatusCode.InternalServerError, ended.Status);
        Assert.Equal("""{"message":"failed to unsubscribe to configuration request none: subscription does not exist"}""", ended.Body);
    }

    [Fact]
    public async Task Lack_of_any_store_is_told()
    {
        File.Delete(Path.Combine(_folder.Folder, "settings.yaml"));
        await using var gateway = await _folder.StartAsync();

        (await gateway.SendAsync("GET", "/v1.0/configuration/settings")).AssertError(500, "ERR_CONFIGURATION_STORE_NOT_CONFIGURED");
    }

    [Fact]
    public async Task App_is_told_of_changes_until_it_unsubscribes()
    {
        await using var app = await BlockApp.StartAsync();
        await using var gateway = await _folder.StartAsync("--app-port", app.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var subscribed = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.0/configuration/settings/subscribe?key=color&key=a%2Fb")).Body);
        var id = subscribed.RootElement.GetProperty("id").GetString();

        WriteItems("""{"color":{"value":"red","version":"2"},"size":"11","a/b":"new"}""");
        using var color = JsonDocument.Parse((await app.NextAsync("POST /configuration/settings/color")).Body);
        await app.NextAsync("POST /configuration/settings/a/b");

        Assert.Equal(id, color.RootElement.GetProperty("id").GetString());
        Assert.Equal("""{"value":"red","version":"2"}""", color.RootElement.GetProperty("items").GetProperty("color").GetRawText());
        Assert.False(color.RootElement.GetProperty("items").TryGetProperty("size", out _));

        WriteItems("{}");
        using var gone = JsonDocument.Parse((await app.NextAsync("POST /configuration/settings/color")).Body);
        Assert.Equal("{}", gone.RootElement.GetProperty("items").GetProperty("color").GetRawText());
        Assert.Equal((HttpStatusCode.OK, """{"ok":true}"""), await gateway.SendAsync("GET", $"/v1.0/configuration/settings/{id}/unsubscribe"));
        Assert.Equal(HttpStatusCode.InternalServerError, (await gateway.SendAsync("GET", $"/v1.0/configuration/settings/{id}/unsubscribe")).Status);
    }

    [Fact]
    public async Task Stream_tells_its_id_and_then_of_changes_also_of_another_component()
    {
        await using var gateway = await _folder.StartAsync();
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var client = new DaprClient(channel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        patience.CancelAfter(Patience);

        var items = (await client.GetConfigurationAsync(new GetConfigurationRequest { StoreName = "settings", Keys = { "color" } }, cancellationToken: CancellationToken)).Items;
        Assert.Equal(("blue", "1", "us"), (items["color"].Value, items["color"].Version, items["color"].Metadata["owner"]));

        using var call = client.SubscribeConfiguration(new SubscribeConfigurationRequest { StoreName = "settings" }, cancellationToken: patience.Token);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        var id = call.ResponseStream.Current.Id;
        Assert.NotEmpty(id);
        Assert.Empty(call.ResponseStream.Current.Items);

        WriteItems("""{"color":"red","size":"10"}""");
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        Assert.Equal((id, "red"), (call.ResponseStream.Current.Id, Assert.Single(call.ResponseStream.Current.Items).Value.Value));

        _folder.Write("settings.yaml", BlockResources.Component("settings", "configuration.in-memory", ("color", "red"), ("size", "20")));
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        Assert.Equal(("size", "20"), (Assert.Single(call.ResponseStream.Current.Items).Key, call.ResponseStream.Current.Items["size"].Value));

        Assert.True((await client.UnsubscribeConfigurationAsync(new UnsubscribeConfigurationRequest { StoreName = "settings", Id = id }, cancellationToken: CancellationToken)).Ok);
        Assert.False(await call.ResponseStream.MoveNext(patience.Token));
        Assert.False((await client.UnsubscribeConfigurationAsync(new UnsubscribeConfigurationRequest { StoreName = "settings", Id = id }, cancellationToken: CancellationToken)).Ok);
    }

    [Fact]
    public async Task Stream_ends_with_the_gateway_and_with_its_component()
    {
        await using var gateway = await _folder.StartAsync("--dapr-graceful-shutdown-seconds", "60");
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var client = new DaprClient(channel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        patience.CancelAfter(Patience);
        _folder.Write("other.yaml", BlockResources.Component("other", "configuration.in-memory", ("a", "1")));
        await gateway.WaitForLineAsync("Component loaded: other");
        using var other = client.SubscribeConfigurationAlpha1(new SubscribeConfigurationRequest { StoreName = "other" }, cancellationToken: patience.Token);
        using var call = client.SubscribeConfigurationAlpha1(new SubscribeConfigurationRequest { StoreName = "settings" }, cancellationToken: patience.Token);
        Assert.True(await other.ResponseStream.MoveNext(patience.Token));
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));

        File.Delete(Path.Combine(_folder.Folder, "other.yaml"));
        var error = await Assert.ThrowsAsync<RpcException>(() => other.ResponseStream.MoveNext(patience.Token));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        gateway.Signal("TERM");

        Assert.False(await call.ResponseStream.MoveNext(patience.Token));
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    // The items are in a folder of their own: resources are read from the other.
    private void WriteItems(string json)
    {
        _folder.Write("data/items.new", json);
        File.Move(Path.Combine(_folder.Folder, "data/items.new"), Path.Combine(_folder.Folder, "data/items.json"), overwrite: true);
    }
}
