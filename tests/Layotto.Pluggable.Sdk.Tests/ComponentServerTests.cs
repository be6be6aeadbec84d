using System.Net.Sockets;
using System.Runtime.Versioning;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Embedded.Secrets;
using Layotto.Components.Embedded.State;
using Layotto.Components.Metadata;
using Layotto.Components.State;
using Layotto.Grpc.Services;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests;

public sealed class ComponentServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string SocketPath => _folder.File("mine.sock");

    [Fact]
    public async Task Two_components_of_one_socket_share_nothing()
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, "one");
        await InitAsync(socket, "two");

        await SetAsync(socket, "one", "key", "1");

        Assert.Equal("1", await GetAsync(socket, "one", "key"));
        Assert.Equal("", await GetAsync(socket, "two", "key"));
    }

    [Fact]
    public async Task Component_that_is_initialised_again_with_its_settings_stays_what_it_is()
    {
        var made = 0;
        await using var server = await ServeAsync(() => new InMemoryStateStore(), () => made++);
        using (var first = new ComponentSocket(SocketPath))
        {
            await InitAsync(first, "mine", ("a", "1"));
            await SetAsync(first, "mine", "key", "1");
        }

        using var second = new ComponentSocket(SocketPath);
        await InitAsync(second, "mine", ("a", "1"));

        Assert.Equal("1", await GetAsync(second, "mine", "key"));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Connection_keeps_its_component_when_another_initialises_one_of_its_name_with_other_settings()
    {
        var disposals = new Disposals();
        await using var server = await ServeAsync(() => new TracedStore(disposals));
        using var second = new ComponentSocket(SocketPath);
        using (var first = new ComponentSocket(SocketPath))
        {
            await InitAsync(first, "mine", ("a", "1"));
            await SetAsync(first, "mine", "key", "1");
            await InitAsync(second, "mine", ("a", "2"));

            Assert.Equal("", await GetAsync(second, "mine", "key"));
            Assert.Equal("1", await GetAsync(first, "mine", "key"));
            Assert.Equal(0, disposals.Count);
        }

        await Patience.UntilAsync(() => disposals.Count == 1, "the component that nobody knows any more is disposed");
        await SetAsync(second, "mine", "key", "2");
        Assert.Equal("2", await GetAsync(second, "mine", "key"));
    }

    [Fact]
    public async Task Call_before_the_initialisation_says_so()
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore());
        using var socket = new ComponentSocket(SocketPath);

        var unknown = await FailureAsync(() => GetAsync(socket, "nobody", "key"));
        var nameless = await FailureAsync(() => GetAsync(socket, null, "key"));

        Assert.Equal((StatusCode.FailedPrecondition, "The component nobody has not been initialised; Init comes before any other call."), (unknown.StatusCode, unknown.Status.Detail));
        Assert.Equal(StatusCode.FailedPrecondition, nameless.StatusCode);
        Assert.Contains("x-component-instance", nameless.Status.Detail, StringComparison.Ordinal);
        await socket.State.PingAsync(new PingRequest(), ComponentSocket.For("nobody")).ResponseAsync.Soon();
    }

    [Fact]
    public async Task Calls_without_a_name_are_for_a_component_without_one()
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, null);

        await SetAsync(socket, null, "key", "1");

        Assert.Equal("1", await GetAsync(socket, null, "key"));
    }

    [Fact]
    public async Task Settings_that_differ_by_case_alone_are_refused()
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore());
        using var socket = new ComponentSocket(SocketPath);

        var error = await FailureAsync(() => InitAsync(socket, "mine", ("path", "a"), ("PATH", "b")));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("is given twice", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_checked_against_the_schema_before_there_is_a_component()
    {
        var made = 0;
        var schema = new MetadataSchema(
            MetadataField.Text("path", "Where it is.") with { IsRequired = true },
            MetadataField.Integer("size", "How large.", 1, 1, 10));
        await using var server = await ComponentServer.StartAsync(
            SocketPath,
            [
                new ServedComponent(
                    () =>
                    {
                        made++;
                        return new InMemoryStateStore();
                    },
                    schema),
            ],
            cancellationToken: Patience.Cancellation).Soon();
        using var socket = new ComponentSocket(SocketPath);

        var error = await FailureAsync(() => InitAsync(socket, "mine", ("size", "many")));
        await InitAsync(socket, "mine", ("path", "here"), ("keyPrefix", "name"));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("path", error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("many", error.Status.Detail, StringComparison.Ordinal);
        var objection = error.GetRpcStatus()!.Details.Single().Unpack<BadRequest>();
        Assert.Equal(["metadata.properties.path", "metadata.properties.size"], objection.FieldViolations.Select(violation => violation.Field));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Component_that_refuses_its_settings_can_be_initialised_with_better_ones()
    {
        await using var server = await ServeAsync(() => new LocalFileSecretStore());
        await Assert.ThrowsAnyAsync<ComponentException>(() => ComponentSocket.StartAdapterAsync<IComponent>(
            SocketPath, ComponentKind.SecretStore, ("secretsFile", _folder.File("missing.json"))));

        await using var store = await ComponentSocket.StartAdapterAsync<Layotto.Components.Secrets.ISecretStore>(
            SocketPath, ComponentKind.SecretStore, ("secretsFile", _folder.Write("secrets.json", """{"a":"1"}""")));

        Assert.Equal("1", (await store.GetAsync("a", StateValue.NoMetadata, Patience.Cancellation).Soon())["a"]);
    }

    [Theory]
    [InlineData(StateETagError.Mismatch, StatusCode.FailedPrecondition)]
    [InlineData(StateETagError.Invalid, StatusCode.InvalidArgument)]
    public async Task Etag_that_does_not_hold_is_told_as_the_contract_says(StateETagError reason, StatusCode code)
    {
        await using var server = await ServeAsync(() => new TracedStore(new Disposals()) { WriteFailure = new StateETagException(reason, "key") });
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, "mine");

        var error = await FailureAsync(() => SetAsync(socket, "mine", "key", "1"));

        Assert.Equal(code, error.StatusCode);
        Assert.Equal("etag", error.GetRpcStatus()!.Details.Single().Unpack<BadRequest>().FieldViolations.Single().Field);
    }

    [Fact]
    public async Task Failure_that_nobody_expected_tells_nothing_of_the_inside()
    {
        await using var server = await ServeAsync(() => new TracedStore(new Disposals()) { Failure = new InvalidOperationException("the password is 1234") });
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, "mine");

        var error = await FailureAsync(() => GetAsync(socket, "mine", "key"));

        Assert.Equal(StatusCode.Unknown, error.StatusCode);
        Assert.DoesNotContain("1234", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Component_that_says_it_is_unavailable_is()
    {
        await using var server = await ServeAsync(() => new TracedStore(new Disposals()) { Failure = new ComponentUnavailableException("the database is away") });
        await using var store = await ComponentSocket.StartAdapterAsync<IStateStore>(SocketPath, ComponentKind.State);

        var error = await Assert.ThrowsAsync<ComponentUnavailableException>(
            () => store.GetAsync(new StateGetRequest("key", StateConsistency.Unspecified, StateValue.NoMetadata), Patience.Cancellation).Soon());

        Assert.Contains("the database is away", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EQ", "{\"a\":", "isn't valid JSON")]
    [InlineData("LIKE", "{\"a\":1}", "LIKE")]
    public async Task Wrong_query_says_what_is_wrong(string name, string json, string told)
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, "mine");
        var query = new Query { Filter = { [name] = new Any { Value = ByteString.CopyFromUtf8(json) } } };

        var error = await FailureAsync(() => socket.Queries.QueryAsync(new QueryRequest { Query = query }, ComponentSocket.For("mine")).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(told, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_with_an_empty_operation_does_nothing()
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore());
        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, "mine");
        var request = new TransactionalStateRequest
        {
            Operations = { new TransactionalStateOperation { Set = new SetRequest { Key = "key", Value = ByteString.CopyFromUtf8("1") } }, new TransactionalStateOperation() },
        };

        var error = await FailureAsync(() => socket.Transactions.TransactAsync(request, ComponentSocket.For("mine")).ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, "The operation at position 1 must have set or delete; it has neither."), (error.StatusCode, error.Status.Detail));
        Assert.Equal("", await GetAsync(socket, "mine", "key"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Socket_is_for_its_owner_alone_and_gone_in_the_end()
    {
        var path = Path.Combine(_folder.Path, "made", "here", "mine.sock");
        await using (var server = await ComponentServer.StartAsync(path, () => new InMemoryStateStore(), cancellationToken: Patience.Cancellation).Soon())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Socket_that_a_dead_process_left_is_replaced()
    {
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // The runtime removes the file that it made, where it still is.
            dead.Bind(new UnixDomainSocketEndPoint(_folder.File("dying")));
            File.Move(_folder.File("dying"), SocketPath);
        }

        Assert.True(File.Exists(SocketPath));

        await using var server = await ServeAsync(() => new InMemoryStateStore());

        using var socket = new ComponentSocket(SocketPath);
        await InitAsync(socket, "mine");
    }

    [Fact]
    public async Task Socket_of_a_living_process_and_a_file_are_left_alone()
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore());
        var file = _folder.Write("file.sock", "data");

        var living = await Assert.ThrowsAnyAsync<IOException>(() => ServeAsync(() => new InMemoryStateStore()));
        var data = await Assert.ThrowsAnyAsync<IOException>(() => ComponentServer.StartAsync(file, () => new InMemoryStateStore(), cancellationToken: Patience.Cancellation));

        Assert.Contains("another process listens", living.Message, StringComparison.Ordinal);
        Assert.Contains("isn't a socket", data.Message, StringComparison.Ordinal);
        Assert.Equal("data", await File.ReadAllTextAsync(file, Patience.Cancellation));
    }

    [Fact]
    public async Task What_can_not_be_served_is_told_at_once()
    {
        var kindless = await Assert.ThrowsAsync<ArgumentException>(() => ServeAsync(() => new Kindless()));
        var twice = await Assert.ThrowsAsync<ArgumentException>(() => ComponentServer.StartAsync(
            SocketPath, [new ServedComponent(() => new InMemoryStateStore()), new ServedComponent(() => new InMemoryStateStore())], cancellationToken: Patience.Cancellation));
        var tooLong = await Assert.ThrowsAsync<ArgumentException>(() => ComponentServer.StartAsync(
            "/tmp/" + new string('a', 200) + ".sock", () => new InMemoryStateStore(), cancellationToken: Patience.Cancellation));

        Assert.Contains("Kindless implements no contract", kindless.Message, StringComparison.Ordinal);
        Assert.Contains("kind state", twice.Message, StringComparison.Ordinal);
        Assert.Contains("too long", tooLong.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task Process_that_is_back_is_initialised_again_by_the_gateway()
    {
        var file = _folder.Write("secrets.json", """{"a":"1"}""");
        var server = await ServeAsync(() => new LocalFileSecretStore());
        await using var store = await ComponentSocket.StartAdapterAsync<Layotto.Components.Secrets.ISecretStore>(SocketPath, ComponentKind.SecretStore, ("secretsFile", file));
        await server.AbortAsync().Soon();
        await Assert.ThrowsAsync<ComponentUnavailableException>(() => ReadAsync());

        await using var again = await ServeAsync(() => new LocalFileSecretStore());

        await Patience.UntilAsync(() => IsBackAsync(), "the secret can be read again");

        async Task<string> ReadAsync() => (await store.GetAsync("a", StateValue.NoMetadata, Patience.Cancellation).Soon())["a"];

        async Task<bool> IsBackAsync()
        {
            try
            {
                return await ReadAsync() == "1";
            }
            catch (ComponentUnavailableException)
            {
                return false;
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<RpcException> FailureAsync(Func<Task> call) => await Assert.ThrowsAsync<RpcException>(() => call().Soon());

    private static async Task InitAsync(ComponentSocket socket, string? instance, params (string Key, string Value)[] settings)
        => await socket.State.InitAsync(new InitRequest { Metadata = ComponentSocket.Settings(settings) }, ComponentSocket.For(instance)).ResponseAsync.Soon();

    private static async Task SetAsync(ComponentSocket socket, string? instance, string key, string value)
        => await socket.State.SetAsync(new SetRequest { Key = key, Value = ByteString.CopyFromUtf8(value) }, ComponentSocket.For(instance)).ResponseAsync.Soon();

    private static async Task<string> GetAsync(ComponentSocket socket, string? instance, string key)
        => (await socket.State.GetAsync(new GetRequest { Key = key }, ComponentSocket.For(instance)).ResponseAsync.Soon()).Data.ToStringUtf8();

    private Task<ComponentServer> ServeAsync(Func<IComponent> create, Action? made = null)
        => ComponentServer.StartAsync(
            SocketPath,
            () =>
            {
                made?.Invoke();
                return create();
            },
            cancellationToken: Patience.Cancellation).Soon();

    private sealed class Disposals
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }

    private sealed class Kindless : IComponent
    {
        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>The least that a state store is.</summary>
    private sealed class TracedStore(Disposals disposals) : IStateStore
    {
        private readonly Dictionary<string, byte[]> _values = [];

        public Exception? Failure { get; init; }

        public Exception? WriteFailure { get; init; }

        public IReadOnlyList<string> Features => [];

        public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<StateValue?> GetAsync(StateGetRequest request, CancellationToken cancellationToken)
        {
            if (Failure is not null)
                throw Failure;
            lock (_values)
                return ValueTask.FromResult(_values.TryGetValue(request.Key, out var value) ? new StateValue { Data = value } : null);
        }

        public ValueTask SetAsync(StateSetRequest request, CancellationToken cancellationToken)
        {
            if (WriteFailure is not null)
                return ValueTask.FromException(WriteFailure);
            lock (_values)
                _values[request.Key] = request.Value.ToArray();
            return ValueTask.CompletedTask;
        }

        public ValueTask DeleteAsync(StateDeleteRequest request, CancellationToken cancellationToken)
        {
            lock (_values)
                _values.Remove(request.Key);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            disposals.Add();
            return ValueTask.CompletedTask;
        }
    }
}
