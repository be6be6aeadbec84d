using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Layotto.EndToEnd.Tests.Blocks;
using Layotto.EndToEnd.Tests.Invocation;
using Layotto.Grpc.Client;
using Layotto.Protos.Dapr.Runtime.V1;
using Layotto.Testing.Processes;
using Microsoft.AspNetCore.Http;
using Xunit;
using DaprClient = Layotto.Protos.Dapr.Runtime.V1.Dapr.DaprClient;

namespace Layotto.EndToEnd.Tests;

/// <summary>Components of the kinds beyond Dapr's four in other processes, written in Python on gRPC's official implementation.</summary>
public sealed class PluggableKindTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Kinds = Path.Combine(RepositoryRoot.Path, "tests", "end-to-end", "python", "kinds.py");
    private static readonly string Hello = Path.Combine(RepositoryRoot.Path, "tests", "end-to-end", "python", "hello.py");

    private readonly EndToEndGateway _folder = new();

    public PluggableKindTests() => Directory.CreateDirectory(Sockets);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private string Sockets => Path.Combine(_folder.Folder, "sockets");

    private Dictionary<string, string> Environment => new()
    {
        ["DAPR_COMPONENTS_SOCKETS_FOLDER"] = Sockets, ["LAYOTTO_COMPONENTS_SOCKETS_FOLDER"] = Path.Combine(_folder.Folder, "layotto"),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Configuration_is_read_and_no_change_is_lost_while_the_process_is_dead()
    {
        WriteItems("""{"color":"blue","size":"10"}""");
        _folder.Write("settings.yaml", BlockResources.Component("settings", "configuration.files", ("path", $"{_folder.Folder}/data/items.json")));
        var process = await PythonComponent.StartAsync("configuration_store.py", "files", Sockets);
        await using var app = await BlockApp.StartAsync();
        await using var gateway = await _folder.StartAsync(["--app-port", Text(app.Port)], Environment);
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var client = new DaprClient(channel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        patience.CancelAfter(Patience);

        Assert.Equal((HttpStatusCode.OK, """{"color":{"value":"blue"}}"""), await gateway.SendAsync("GET", "/v1.0/configuration/settings?key=color&key=none"));
        var items = (await client.GetConfigurationAsync(new GetConfigurationRequest { StoreName = "settings" }, cancellationToken: patience.Token)).Items;
        Assert.Equal(["color=blue", "size=10"], items.Select(item => $"{item.Key}={item.Value.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("GET", "/v1.0/configuration/settings/subscribe?key=color")).Status);
        using var call = client.SubscribeConfiguration(new SubscribeConfigurationRequest { StoreName = "settings" }, cancellationToken: patience.Token);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));

        WriteItems("""{"color":"red","size":"10"}""");
        Assert.Contains("\"red\"", (await app.NextAsync("POST /configuration/settings/color")).Body, StringComparison.Ordinal);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        Assert.Equal("red", call.ResponseStream.Current.Items["color"].Value);

        await process.KillAsync();
        await gateway.WaitForLineAsync("The process of component settings at");
        var message = (await gateway.SendAsync("GET", "/v1.0/configuration/settings")).AssertError(503, "ERR_CONFIGURATION_GET");
        Assert.Contains($"{Sockets}/files.sock", message, StringComparison.Ordinal);
        WriteItems("""{"color":"green"}""");
        await using var second = await PythonComponent.StartAsync("configuration_store.py", "files", Sockets);

        Assert.Contains("\"green\"", (await app.NextAsync("POST /configuration/settings/color")).Body, StringComparison.Ordinal);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        Assert.Equal(["color=green", "size="], call.ResponseStream.Current.Items.Select(item => $"{item.Key}={item.Value.Value}").Order(StringComparer.Ordinal));
        await process.DisposeAsync();
    }

    [Fact]
    public async Task A_lock_is_taken_and_given_back_over_HTTP_and_gRPC()
    {
        _folder.Write("locks.yaml", BlockResources.Component("locks", "lock.kinds"));
        await using var process = await PythonComponent.StartAsync(Kinds, "kinds", Sockets);
        await using var gateway = await _folder.StartAsync([], Environment);
        using var channel = new GrpcChannel($"http://127.0.0.1:{gateway.GrpcPort}");
        var client = new DaprClient(channel);

        Assert.Equal(
            (HttpStatusCode.OK, """{"success":true}"""),
            await gateway.SendAsync("POST", "/v1.0-alpha1/lock/locks", """{"resourceId":"r","lockOwner":"a","expiryInSeconds":600}"""));
        Assert.False((await client.TryLockAlpha1Async(
            new TryLockRequest { StoreName = "locks", ResourceId = "r", LockOwner = "b", ExpiryInSeconds = 60 }, cancellationToken: CancellationToken)).Success);
        Assert.Equal((HttpStatusCode.OK, """{"status":2}"""), await gateway.SendAsync("POST", "/v1.0-alpha1/unlock/locks", """{"resourceId":"r","lockOwner":"b"}"""));
        Assert.Equal(
            UnlockResponse.Types.Status.Success,
            (await client.UnlockAlpha1Async(new UnlockRequest { StoreName = "locks", ResourceId = "r", LockOwner = "a" }, cancellationToken: CancellationToken)).Status);
        Assert.Equal((HttpStatusCode.OK, """{"status":1}"""), await gateway.SendAsync("POST", "/v1.0-alpha1/unlock/locks", """{"resourceId":"r","lockOwner":"a"}"""));
    }

    [Fact]
    public async Task Documents_are_encrypted_and_decrypted_with_keys_that_the_gateway_never_sees()
    {
        _folder.Write("keys.yaml", BlockResources.Component("keys", "crypto.kinds"));
        await using var process = await PythonComponent.StartAsync(Kinds, "kinds", Sockets);
        await using var gateway = await _folder.StartAsync([], Environment);
        using var client = new HttpClient { BaseAddress = gateway.HttpAddress, Timeout = Patience };

        var document = await PutAsync(client, "encrypt", "a message"u8.ToArray(), ("dapr-key-name", "mine"), ("dapr-key-wrap-algorithm", "AES"));
        var plaintext = await PutAsync(client, "decrypt", document);
        var (status, body) = await gateway.SendAsync("POST", "/v1.0-alpha1/subtlecrypto/keys/getkey", """{"name":"mine"}""");

        Assert.StartsWith("dapr.io/enc/v1\n{\"k\":\"mine\"", Encoding.Latin1.GetString(document), StringComparison.Ordinal);
        Assert.Equal("a message", Encoding.UTF8.GetString(plaintext));
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("key not found", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sidecars_find_each_other_through_a_resolver_that_appears_after_them()
    {
        _folder.Write("config/configuration.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: names
            spec:
              nameResolution:
                component: kinds
            """);
        await using var app = await TestApp.StartAsync(context => context.Response.WriteAsync("from the callee"));
        string[] common = ["--config", Path.Combine(_folder.Folder, "config", "configuration.yaml"), "--dapr-internal-grpc-listen-address", "127.0.0.1"];
        var environment = new Dictionary<string, string>(Environment) { ["DAPR_HOST_IP"] = "127.0.0.1" };
        await using var callee = await GatewayProcess.StartAsync(["--app-id", "callee", "--app-port", Text(app.Port), .. common], environment);
        await using var caller = await GatewayProcess.StartAsync(["--app-id", "caller", .. common], environment);
        Assert.Equal(HttpStatusCode.InternalServerError, (await caller.SendAsync("GET", "/v1.0/invoke/callee/method/hello")).Status);

        var process = await PythonComponent.StartAsync(Kinds, "kinds", Sockets);
        await callee.WaitForLineAsync("Initialized name resolution to kinds");
        await caller.WaitForLineAsync("Initialized name resolution to kinds");
        Assert.Equal((HttpStatusCode.OK, "from the callee"), await UntilAsync(() => caller.SendAsync("GET", "/v1.0/invoke/callee/method/hello")));

        // Another process knows nobody until it has been told again.
        await process.DisposeAsync();
        await callee.WaitForLineAsync("is gone; its calls fail until it is back");
        await using var second = await PythonComponent.StartAsync(Kinds, "kinds", Sockets);
        await callee.WaitForLineAsync("is back and has been initialised again");
        Assert.Equal((HttpStatusCode.OK, "from the callee"), await UntilAsync(() => caller.SendAsync("GET", "/v1.0/invoke/callee/method/hello")));
    }

    [Fact]
    public async Task Middleware_lets_pass_changes_and_answers_and_nothing_passes_while_it_is_dead()
    {
        _folder.Write("step.yaml", BlockResources.Component("step", "middleware.http.kinds"));
        _folder.Write("config/configuration.yaml", """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: pipeline
            spec:
              httpPipeline:
                handlers:
                  - name: step
                    type: middleware.http.kinds
            """);
        var process = await PythonComponent.StartAsync(Kinds, "kinds", Sockets);
        await using var gateway = await _folder.StartAsync(["--config", Path.Combine(_folder.Folder, "config", "configuration.yaml")], Environment);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("POST", "/v1.0/state/memory", """[{"key":"k","value":1}]""")).Status);

        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/short/memory/k"));
        Assert.Equal((HttpStatusCode.Forbidden, "strangers stay outside"), await gateway.SendAsync("GET", "/short/memory/k", headers: ("X-Who", "stranger")));
        Assert.Equal("ada", await SeenAsync(gateway, "/short/memory/k", "ada"));

        await process.KillAsync();
        await gateway.WaitForLineAsync("The process of component step at");

        // Another component that comes or goes has the pipeline made anew, and that leaves nothing out either.
        _folder.Write("other.yaml", BlockResources.Component("other", "configuration.in-memory"));
        await gateway.WaitForLineAsync("Component loaded: other");
        var (status, body) = await gateway.SendAsync("GET", "/short/memory/k");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"{Sockets}/kinds.sock", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.SendAsync("GET", "/v1.0/state/memory/k")).Status);

        await using var second = await PythonComponent.StartAsync(Kinds, "kinds", Sockets);
        await gateway.WaitForLineAsync("is back and has been initialised again");
        Assert.Equal((HttpStatusCode.OK, "1"), await gateway.SendAsync("GET", "/short/memory/k"));
        await process.DisposeAsync();
    }

    [Fact]
    public async Task Hello_is_found_in_the_folder_of_Layotto()
    {
        var folder = Environment["LAYOTTO_COMPONENTS_SOCKETS_FOLDER"];
        _folder.Write("hello.yaml", BlockResources.Component("helloworld", "hello.hello-grpc-demo", ("hello", "greeting"), ("token", "123456")));
        await using var process = await PythonComponent.StartAsync(Hello, "hello-grpc-demo", folder);
        await using var gateway = await _folder.StartAsync([], Environment);

        using var metadata = JsonDocument.Parse((await gateway.SendAsync("GET", "/v1.0/metadata")).Body);
        var list = await GatewayProcess.RunAsync(["components", "list"], Environment);

        Assert.Contains(
            metadata.RootElement.GetProperty("components").EnumerateArray(),
            component => component.GetProperty("name").GetString() == "helloworld" && component.GetProperty("type").GetString() == "hello.hello-grpc-demo");
        Assert.Contains("hello.hello-grpc-demo\tv1\t", list.Output, StringComparison.Ordinal);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<(HttpStatusCode Status, string Body)> UntilAsync(Func<Task<(HttpStatusCode Status, string Body)>> send)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            var answer = await send();
            if (answer.Status == HttpStatusCode.OK || patience.IsCancellationRequested)
                return answer;
        }
    }

    private static async Task<byte[]> PutAsync(HttpClient client, string operation, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"/v1.0-alpha1/crypto/keys/{operation}", UriKind.Relative)) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await client.SendAsync(request, CancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(CancellationToken);
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(answer));
        return answer;
    }

    private static async Task<string> SeenAsync(GatewayProcess gateway, string path, string who)
    {
        using var client = new HttpClient { BaseAddress = gateway.HttpAddress, Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("X-Who", who);
        using var response = await client.SendAsync(request, CancellationToken);
        return string.Join(',', response.Headers.GetValues("X-Seen"));
    }

    // The items are in a folder of their own: resources are read from the other.
    private void WriteItems(string json)
    {
        _folder.Write("data/items.new", json);
        File.Move(Path.Combine(_folder.Folder, "data/items.new"), Path.Combine(_folder.Folder, "data/items.json"), overwrite: true);
    }
}
