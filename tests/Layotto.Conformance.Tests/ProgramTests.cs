using System.Text.Json;
using Grpc.Core;
using Layotto.Components.Embedded.Configuration;
using Layotto.Components.Embedded.Secrets;
using Layotto.Conformance.Tests.Middleware;
using Layotto.Conformance.Tests.Processes;
using Layotto.Conformance.Tests.PubSub;
using Layotto.Conformance.Tests.State;
using Layotto.Pluggable.Sdk;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;
using Layotto.Testing.Processes;
using PubSubService = Layotto.Protos.Dapr.Components.V1.PubSub;

namespace Layotto.Conformance.Tests;

/// <summary>The built program against sockets of all sorts.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Fault_fails_the_program_and_stands_in_the_table()
    {
        var service = new FaultyStateService(StateFault.IgnoresETags, TimeProvider.System);
        await using var process = await ServedSocket.ServeAsync(_folder.File("store.sock"), (StateStore.BindService(service), StateStore.Descriptor));

        var (exitCode, output) = await RunAsync("state", "store.sock", "--case", "etag", "--without", "transaction");

        Assert.Equal(1, exitCode);
        Assert.Contains("state\tfailed\ta write with a wrong etag fails and changes nothing: a wrong etag should fail as such; it gives no error", output, StringComparison.Ordinal);
        Assert.Contains("state\tpassed\ta store with etags says so", output, StringComparison.Ordinal);
        Assert.Contains("state.store at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_is_started_killed_and_tested()
    {
        var sample = Path.Combine(RepositoryRoot.Path, "pluggable-components", "samples", "python", "state_store.py");
        var (exitCode, output) = await GatewayProcess.RunAsync(
            [
                "conformance", "state", "--socket", _folder.File("sample.sock"), "--command", $"/usr/bin/python3 {sample} sample", "--json",
                "--metadata", $"path={_folder.File("a.db")}", "--durable", "--case", "kill",
            ],
            new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "", ["PYTHONDONTWRITEBYTECODE"] = "1" });

        Assert.True(exitCode == 0, output);
        using var json = JsonDocument.Parse(output[output.IndexOf("\n{", StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]);
        Assert.Equal(3, json.RootElement.GetProperty("passed").GetInt32());
        Assert.Equal("state.sample", json.RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Component_file_has_the_settings_and_the_command_line_the_last_word()
    {
        await File.WriteAllTextAsync(
            _folder.File("component.yaml"),
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\nspec:\n  type: state.store\n  version: v1\n  metadata:\n  - name: colour\n    value: blue\n  - name: size\n    value: 7\n",
            TestContext.Current.CancellationToken);
        var service = new RecordingStore();
        await using var process = await ServedSocket.ServeAsync(_folder.File("store.sock"), (StateStore.BindService(service), StateStore.Descriptor));

        await RunAsync("state", "store.sock", "--component-file", _folder.File("component.yaml"), "--metadata", "size=8", "--case", "a ping is answered");

        Assert.Equal(["colour=blue", "size=8"], service.Properties.Select(property => $"{property.Key}={property.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Operation_that_makes_events_has_reading_tested()
    {
        var binding = new EchoBinding();
        await using var process = await ServedSocket.ServeAsync(
            _folder.File("echo.sock"),
            (OutputBinding.BindService(binding), OutputBinding.Descriptor),
            (InputBinding.BindService(binding.Input()), InputBinding.Descriptor));

        var (exitCode, output) = await RunAsync("bindings", "echo.sock", "--trigger", "create");

        Assert.True(exitCode == 0, output);
        Assert.Contains("input bindings\tpassed\tmany events are read, each once", output, StringComparison.Ordinal);
        Assert.Contains("wire OutputBinding\tpassed\t", output, StringComparison.Ordinal);
        Assert.Contains("wire InputBinding\tpassed\t", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_that_writes_items_has_their_changes_tested()
    {
        var path = _folder.Write("items.json", "{}");
        await using var server = await ComponentServer.StartAsync(
            _folder.File("items.sock"), () => new LocalFileConfigurationStore(), cancellationToken: TestContext.Current.CancellationToken).Soon();

        var (exitCode, output) = await RunAsync(
            "configuration", "items.sock", "--metadata", $"path={path}", "--metadata", "pollInterval=100ms", "--case", "changed, new and deleted",
            "--write", $"cat > {path}.new && mv {path}.new {path} && sleep 0.5");

        Assert.True(exitCode == 0, output);
        Assert.Contains("configuration\tpassed\tchanged, new and deleted items are told", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_secrets_are_expected_one_by_one()
    {
        var path = _folder.Write("secrets.json", """{"login":{"user":"me","password":"pw"}}""");
        await using var server = await ComponentServer.StartAsync(
            _folder.File("vault.sock"), () => new LocalFileSecretStore(), cancellationToken: TestContext.Current.CancellationToken).Soon();

        string[] options = ["--metadata", $"secretsFile={path}", "--metadata", "multiValued=true", "--case", "a secret is read", "--expect", "login/user=me", "--expect"];
        Assert.Equal(0, (await RunAsync("secretstores", "vault.sock", [.. options, "login/password=pw"])).ExitCode);
        var (exitCode, output) = await RunAsync("secretstores", "vault.sock", [.. options, "login/password=other"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("the value password of the secret login isn't as it was given", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_lets_requests_through()
    {
        await using var server = await ComponentServer.StartAsync(
            _folder.File("guard.sock"), () => new FaultyMiddleware(MiddlewareFault.None), cancellationToken: TestContext.Current.CancellationToken).Soon();

        string[] options = ["--ability", "signs-in", "--expect", $"{FaultyMiddleware.UserHeader}={FaultyMiddleware.User}", "--header"];
        var (exitCode, output) = await RunAsync("middleware.http", "guard.sock", [.. options, $"{FaultyMiddleware.PasswordHeader}={FaultyMiddleware.Password}"]);
        Assert.True(exitCode == 0, output);
        Assert.Contains("middleware.http\tpassed\ta request with another value in such a header is answered, and not passed on", output, StringComparison.Ordinal);

        (exitCode, output) = await RunAsync("middleware.http", "guard.sock", [.. options, $"{FaultyMiddleware.PasswordHeader}=not-the-password"]);
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("not-the-password", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_of_another_kind_is_said_to_be_so()
    {
        await using var process = await ServedSocket.ServeAsync(
            _folder.File("broker.sock"), (PubSubService.BindService(new FaultyPubSubService(PubSubFault.None)), PubSubService.Descriptor));

        var (exitCode, output) = await RunAsync("state", "broker.sock");

        Assert.Equal(1, exitCode);
        Assert.Contains("is no state store: it serves pubsub.broker. A state store has the service dapr.proto.components.v1.StateStore", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_socket_is_said_to_be_so()
    {
        await File.WriteAllTextAsync(_folder.File("file.sock"), "", TestContext.Current.CancellationToken);

        var (exitCode, output) = await RunAsync("state", "file.sock");

        Assert.Equal(1, exitCode);
        Assert.Contains("can't be used. It is not a socket.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_initialisation_is_said_with_its_reason()
    {
        await using var process = await ServedSocket.ServeAsync(_folder.File("store.sock"), (StateStore.BindService(new RefusingStore()), StateStore.Descriptor));

        var (exitCode, output) = await RunAsync("state", "store.sock");

        Assert.Equal(1, exitCode);
        Assert.Contains("The component can't be initialised: the setting path is missing.", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int ExitCode, string Output)> RunAsync(string kind, string socket, params string[] options)
        => GatewayProcess.RunAsync(["conformance", kind, "--socket", _folder.File(socket), .. options]);

    private sealed class RecordingStore : StateStore.StateStoreBase
    {
        public IReadOnlyDictionary<string, string> Properties { get; private set; } = new Dictionary<string, string>();

        public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
        {
            Properties = request.Metadata.Properties;
            return Task.FromResult(new InitResponse());
        }

        public override Task<FeaturesResponse> Features(FeaturesRequest request, ServerCallContext context) => Task.FromResult(new FeaturesResponse());

        public override Task<GetResponse> Get(GetRequest request, ServerCallContext context) => Task.FromResult(new GetResponse());
    }

    private sealed class RefusingStore : StateStore.StateStoreBase
    {
        public override Task<InitResponse> Init(InitRequest request, ServerCallContext context)
            => throw new RpcException(new Status(StatusCode.InvalidArgument, "the setting path is missing"));
    }
}
