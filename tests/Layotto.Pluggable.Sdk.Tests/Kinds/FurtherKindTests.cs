using System.Security.Cryptography;
using System.Text.Json;
using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Components.Conversation;
using Layotto.Components.Crypto;
using Layotto.Components.Embedded;
using Layotto.Components.Greetings;
using Layotto.Components.Middleware;
using Layotto.Components.NameResolution;
using Layotto.Components.Sqlite;
using Layotto.Conformance;
using Layotto.Conformance.Configuration;
using Layotto.Conformance.Sockets;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests.Kinds;

/// <summary>Components of the kinds beyond Dapr's four, served by the SDK: the suites of their kinds through the gateway's adapters, and the cases of the wire.</summary>
public sealed class FurtherKindTests : IDisposable
{
    private const string RsaAlgorithms = "RSA1_5,RSA-OAEP,RSA-OAEP-256,RSA-OAEP-384,RSA-OAEP-512,PS256,PS384,PS512,RS256,RS384,RS512";
    private const string SymmetricAlgorithms = "A256CBC,A256CBC-NOPAD,A256GCM,A256KW,A128CBC-HS256,C20P,C20PKW,XC20P,XC20PKW";

    private static readonly ComponentCatalogue Catalogue = CryptoComponents.Register(MiddlewareComponents.Register(
        NameResolutionComponents.Register(SqliteComponents.Register(EmbeddedComponents.Register(new ComponentCatalogue())))));

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> FileCases => [.. ConfigurationStoreConformance.Suite.Cases.Select(one => one.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FileCases))]
    public async Task Configuration_in_a_file_conforms(string name)
    {
        var path = _folder.Write("items.json", "{}");
        await using var server = await ServeAsync(Factory("configuration.local.file"));
        await using var store = await ComponentSocket.StartAdapterAsync<IConfigurationStore>(
            server.SocketPath, ComponentKind.Configuration, ("path", path), ("pollInterval", "100ms"));
        HashSet<string> abilities = [ConfigurationAbilities.VersionsAndMetadata];
        var subject = new ConfigurationStoreSubject { Store = store, Abilities = abilities, WriteAsync = (items, token) => WriteAsync(path, store, items, token) };

        var result = await ConfigurationStoreConformance.Suite[name].RunAsync(subject, Patience.Cancellation);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public Task Configuration_in_memory_conforms() => RunAsync("configuration.in-memory", 20, options => options with
    {
        Metadata = Settings(("colour", "blue"), ("size", "7")), Expected = Settings(("colour", "blue"), ("size", "7")),
    });

    [Theory]
    [InlineData("lock.in-memory")]
    [InlineData("lock.sqlite")]
    public Task Locks_conform(string type) => RunAsync(
        type,
        25,
        options => options with
        {
            Metadata = type == "lock.sqlite" ? Settings(("connectionString", _folder.File("locks.db"))) : [],
            AdvanceAsync = (time, _) =>
            {
                _clock.Advance(time);
                return Task.CompletedTask;
            },
        },
        _clock);

    [Fact]
    public Task Keys_in_files_conform()
    {
        using var rsa = RSA.Create(2048);
        Directory.CreateDirectory(_folder.File("keys"));
        _folder.Write("keys/rsa.pem", rsa.ExportPkcs8PrivateKeyPem());
        _folder.Write("keys/public.pem", rsa.ExportSubjectPublicKeyInfoPem());
        _folder.Write("keys/symmetric", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return RunAsync("crypto.dapr.localstorage", 25, options => options with
        {
            Metadata = Settings(("path", _folder.File("keys"))),
            Expected = Settings((RsaAlgorithms, "rsa.pem"), (SymmetricAlgorithms, "symmetric"), ("public/RSA-OAEP", "public.pem")),
        });
    }

    [Fact]
    public Task Keys_in_a_set_conform()
    {
        var key = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return RunAsync("crypto.dapr.jwks", 20, options => options with
        {
            Metadata = Settings(("jwks", $$"""{"keys":[{"kty":"oct","kid":"symmetric","k":"{{key}}"}]}""")),
            Expected = Settings((SymmetricAlgorithms, "symmetric")),
        });
    }

    [Fact]
    public Task Names_in_a_database_conform()
        => RunAsync("nameresolution.sqlite", 25, options => options with { Metadata = Settings(("connectionString", _folder.File("hosts.db"))) });

    [Fact]
    public Task Names_in_a_file_conform() => RunAsync("nameresolution.file", 20, options => options with
    {
        Metadata = Settings(("path", _folder.Write("sidecars", "orders: 192.0.2.7, '[fd00::8]:50002'"))),
        Expected = Settings(("orders", "192.0.2.7:50002,[fd00::8]:50002")),
        Without = new HashSet<string> { "registers", "deregisters" },
    });

    [Theory]
    [InlineData("middleware.http.ratelimit", "maxRequestsPerSecond", "100000")]
    [InlineData("middleware.http.routeralias", "routes", """{"/v1.0/publish/broker/topic":"/v1.0/publish/other/topic"}""")]
    [InlineData("middleware.http.routerchecker", "rule", "^[A-Za-z0-9/._-]*$")]
    [InlineData("middleware.http.uppercase", "direction", "request")]
    public Task Middleware_conforms(string type, string key, string value) => RunAsync(type, 18, options => options with { Metadata = Settings((key, value)) });

    [Fact]
    public Task Sequencer_conforms() => RunAsync(ComponentKind.Sequencer, 18, static () => new MemorySequencer());

    [Fact]
    public Task File_store_conforms() => RunAsync(ComponentKind.File, 25, static () => new MemoryFileStore());

    [Fact]
    public Task Object_store_conforms() => RunAsync(ComponentKind.ObjectStorage, 25, static () => new MemoryObjectStorage());

    [Fact]
    public async Task Conversations_and_greetings_pass_through()
    {
        await using var server = await ServeAsync(static () => new Parrot());
        await using var provider = await ComponentSocket.StartAdapterAsync<IConversationProvider>(server.SocketPath, ComponentKind.Conversation);
        await using var greeter = await ComponentSocket.StartAdapterAsync<IGreeter>(server.SocketPath, ComponentKind.Hello, ("hello", "good day"));
        var request = new ConversationRequest([new ConversationMessage(ConversationRole.Tool, ["a", "b"]) { Name = "f" }])
        {
            ContextId = "c", Tools = [new ConversationTool("find", "", "{}")],
        };

        var response = await provider.ConverseAsync(request, Patience.Cancellation).Soon();

        var choice = Assert.Single(response.Choices);
        Assert.Equal(("Tool f: a|b", "stop", "find", "{}"), (choice.Content, choice.FinishReason, choice.ToolCalls[0].Name, choice.ToolCalls[0].Arguments));
        Assert.Equal(("c", "parrot", 7UL, 1UL), (response.ContextId, response.Model, response.Usage!.TotalTokens, response.Usage.RejectedPredictionTokens));
        Assert.Equal(["REPEATS"], provider.Features);
        Assert.Equal("good day, eva", await greeter.GreetAsync("eva", Patience.Cancellation).Soon());
        await greeter.PingAsync(Patience.Cancellation).Soon();
    }

    [Fact]
    public async Task Sidecars_that_share_a_process_have_a_resolver_each()
    {
        await using var server = await ServeAsync(Factory("nameresolution.sqlite"));
        var database = _folder.File("hosts.db");
        await using var other = await ComponentSocket.StartAdapterAsync<INameResolver>(server.SocketPath, ComponentKind.NameResolution, ("connectionString", database));
        var sidecar = await ComponentSocket.StartAdapterAsync<INameResolver>(server.SocketPath, ComponentKind.NameResolution, ("connectionString", database));
        await sidecar.RegisterAsync(new SidecarRegistration { AppId = "one", HostAddress = "127.0.0.1", InternalPort = 1 }, Patience.Cancellation).Soon();
        await other.RegisterAsync(new SidecarRegistration { AppId = "two", HostAddress = "127.0.0.1", InternalPort = 2 }, Patience.Cancellation).Soon();

        await sidecar.DisposeAsync().Soon();

        Assert.Equal(["127.0.0.1:2"], await other.ResolveAsync(new NameResolutionRequest("two", "", 1), Patience.Cancellation).Soon());
        await Assert.ThrowsAsync<ComponentException>(() => other.ResolveAsync(new NameResolutionRequest("one", "", 1), Patience.Cancellation).Soon());
    }

    [Fact]
    public async Task Middleware_that_changes_answers_is_told_that_it_cannot()
    {
        await using var server = await ServeAsync(Factory("middleware.http.uppercase"));
        await using var middleware = await ComponentSocket.StartAdapterAsync<Layotto.Components.HttpMiddleware.IHttpMiddleware>(
            server.SocketPath, ComponentKind.HttpMiddleware, ("direction", "response"));
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        Layotto.Components.HttpMiddleware.RequestTarget.Rewrite(context, "/", "");
        context.Request.Method = "GET";
        var answer = new MemoryStream();
        context.Response.Body = answer;

        await middleware.InvokeAsync(context, _ => throw new InvalidOperationException("It passed.")).Soon();

        Assert.Equal(502, context.Response.StatusCode);
        Assert.Contains("changes answers", System.Text.Encoding.UTF8.GetString(answer.ToArray()), StringComparison.Ordinal);
    }

    private static Func<IComponent> Factory(string type)
    {
        Assert.True(Catalogue.TryFind(type, "v1", out var descriptor, out var reason), reason);
        return descriptor.Create;
    }

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] settings) => settings.ToDictionary(one => one.Key, one => one.Value);

    // The file is written, and waited for: the component looks at it now and then.
    private static async Task WriteAsync(
        string path, IConfigurationStore store, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(items.ToDictionary(item => item.Key, item => new { value = item.Value.Value, version = item.Value.Version, metadata = item.Value.Metadata }));
        await File.WriteAllTextAsync(path + ".new", json, cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
        await Patience.UntilAsync(
            async () =>
            {
                var now = await store.GetAsync([], new Dictionary<string, string>(), cancellationToken);
                return now.Count == items.Count && now.All(item => items.TryGetValue(item.Key, out var other) && item.Value == other);
            },
            "the store has what was written");
    }

    private Task<ComponentServer> ServeAsync(Func<IComponent> create, TimeProvider? clock = null)
        => ComponentServer.StartAsync(
            _folder.File("mine.sock"), create, new ComponentServerOptions { TimeProvider = clock ?? TimeProvider.System }, Patience.Cancellation).Soon();

    private Task RunAsync(string type, int atLeast, Func<SocketConformanceOptions, SocketConformanceOptions> change, TimeProvider? clock = null)
    {
        Assert.True(ComponentKind.TryParseType(type, out var kind, out _));
        return RunAsync(kind, atLeast, Factory(type), change, clock);
    }

    private async Task RunAsync(
        ComponentKind kind, int atLeast, Func<IComponent> create, Func<SocketConformanceOptions, SocketConformanceOptions>? change = null, TimeProvider? clock = null)
    {
        await using var server = await ServeAsync(create, clock);
        var options = new SocketConformanceOptions { Kind = kind, Socket = server.SocketPath };

        var report = await SocketConformance.RunAsync(change?.Invoke(options) ?? options, null, Patience.Cancellation).WaitAsync(TimeSpan.FromMinutes(3), Patience.Cancellation);

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Suite}: {entry.Result.Case}: {entry.Result.Reason}"));
        var others = report.Entries.Where(entry => entry.Result.Outcome == ConformanceOutcome.NotApplicable).Select(entry => entry.Result.Case);
        Assert.True(
            report.Count(ConformanceOutcome.Passed) >= atLeast,
            $"{report.Count(ConformanceOutcome.Passed)} cases passed; these didn't apply: {string.Join("; ", others)}");
    }
}
