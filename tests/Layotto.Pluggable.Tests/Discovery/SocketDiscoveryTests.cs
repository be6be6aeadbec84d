using System.Net.Sockets;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Reflection.V1;
using Layotto.Components;
using Layotto.Components.Embedded;
using Layotto.Components.Specification;
using Layotto.Pluggable.Discovery;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.Discovery;

public sealed class SocketDiscoveryTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ComponentCatalogue _catalogue = EmbeddedComponents.Register(new ComponentCatalogue());
    private readonly RecordingLogger _logger = new();
    private SocketDiscovery? _discovery;

    private SocketDiscovery Discovery => _discovery ??= new SocketDiscovery(
        TestStore.Options(_folder.Path) with { ProbeTimeout = TimeSpan.FromSeconds(1), MaxServices = 100 }, _catalogue, _logger);

    public async ValueTask DisposeAsync()
    {
        if (_discovery is not null)
            await _discovery.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_socket_can_serve_several_kinds()
    {
        await using var process = await ServeAsync("mine.sock");

        var record = await DecideAsync();

        Assert.Equal((SocketState.Serving, "v1", "mine"), (record.State, record.Reflection, record.Name));
        Assert.Null(record.LastError);
        Assert.Equal(["state.mine", "secretstores.mine"], record.Types);
        Assert.Contains("dapr.proto.components.v1.StateStore", record.Services);
        Assert.True(_catalogue.TryFind("state.mine", "", out var descriptor, out _));
        Assert.Equal(("state.mine", "v1"), (descriptor.Type, descriptor.Version));
        Assert.Contains(_catalogue.All, type => type == descriptor);
        Assert.False(_catalogue.TryFind("state.mine", "v2", out _, out var reason));
        Assert.Equal("The component type state.mine has no version \"v2\"; there is v1.", reason);
    }

    [Fact]
    public async Task The_older_reflection_will_do()
    {
        await using var process = await ServeAsync("mine.sock", "v1alpha");

        var record = await DecideAsync();

        Assert.Equal((SocketState.Serving, "v1alpha"), (record.State, record.Reflection));
    }

    [Fact]
    public async Task A_process_without_reflection_is_refused()
    {
        await using var process = await ServeAsync("mine.sock", "none");

        await ExpectRefusalAsync("Its process has no gRPC server reflection, neither v1 nor v1alpha, so nobody can tell what it serves.");
    }

    [Fact]
    public async Task A_process_that_serves_something_else_is_refused()
    {
        await using var process = await FakeProcess.ServeAsync(_folder.File("mine.sock"), new Script(), []);

        await ExpectRefusalAsync(
            "Its process serves no kind of component that is known here; it has grpc.reflection.v1.ServerReflection, grpc.reflection.v1alpha.ServerReflection.");
    }

    [Fact]
    public async Task A_process_that_says_nothing_is_asked_again_later()
    {
        await using var process = await FakeProcess.AnswerAsync(_folder.File("mine.sock"), context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        var record = await DecideAsync();

        Assert.Equal((SocketState.Silent, "Its process did not say what it serves within 1 s."), (record.State, record.LastError));
    }

    [Fact]
    public async Task A_socket_on_which_nobody_listens_is_asked_again_later()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("mine.sock")));

        var record = await DecideAsync();

        Assert.Equal(SocketState.Silent, record.State);
        Assert.Contains("Connection refused", record.LastError, StringComparison.Ordinal);
        Assert.False(_catalogue.TryFind("state.mine", "v1", out _, out var reason));
        Assert.Contains($"The socket {_folder.File("mine.sock")} is not used: Can't connect", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_services_are_refused()
    {
        await using var process = await FakeProcess.ServeBareAsync(_folder.File("mine.sock"), Reflection(Services(101)));

        await ExpectRefusalAsync("Its process names 101 services; it may have 100.");
    }

    [Fact]
    public async Task An_answer_beyond_all_bounds_harms_nothing()
    {
        await using var process = await FakeProcess.ServeBareAsync(
            _folder.File("mine.sock"), Reflection(new ServerReflectionResponse { ListServicesResponse = new() { Service = { new ServiceResponse { Name = new string('x', 2_000_000) } } } }));

        var record = await DecideAsync();

        Assert.Equal(SocketState.Silent, record.State);
        Assert.Contains("ResourceExhausted", record.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_to_another_question_is_refused()
    {
        await using var process = await FakeProcess.ServeBareAsync(_folder.File("mine.sock"), Reflection(new ServerReflectionResponse { FileDescriptorResponse = new() }));

        await ExpectRefusalAsync("Its process answered the question for its services with something else.");
    }

    [Fact]
    public async Task Files_that_are_no_sockets_and_links_are_refused()
    {
        _folder.Write("a.txt", "text");
        await using var process = await FakeProcess.ServeAsync(_folder.File("b.sock"), new Script(), [FakeSecretService.Serve()]);
        File.CreateSymbolicLink(_folder.File("c.sock"), _folder.File("b.sock"));
        Directory.CreateDirectory(_folder.File("d.sock"));

        await Discovery.ScanAsync(Patience.Cancellation).Soon();

        Assert.Equal(
            [(SocketState.Refused, "It is not a socket."), (SocketState.Serving, null), (SocketState.Refused, "It is a symbolic link; the socket itself must be in the folder.")],
            Discovery.Records.Select(record => (record.State, record.LastError)));
    }

    [Theory]
    [InlineData(0u, true)]
    [InlineData(4711u, true)]
    [InlineData(4712u, false)]
    public void Sockets_of_strangers_are_refused(uint owner, bool isTaken)
    {
        var status = new FileStatus(owner, 0xC000, default);

        var refusal = SocketFile.Judge("/run/x.sock", status, new PluggableOptions { TrustedOwners = [4711] });

        Assert.Equal(isTaken ? null : "It belongs to the user 4712; only sockets of root, of the gateway's own user and of trusted ones are taken.", refusal);
        Assert.Null(SocketFile.Judge("/run/x.sock", status, new PluggableOptions { TrustsEveryOwner = true }));
    }

    [Theory]
    [InlineData("a b.sock")]
    [InlineData(".sock")]
    [InlineData("é.sock")]
    public async Task Names_that_cant_be_components_are_refused(string name)
    {
        await using var process = await FakeProcess.ServeAsync(_folder.File(name), new Script(), [FakeSecretService.Serve()]);

        var record = await DecideAsync();

        Assert.Equal(SocketState.Refused, record.State);
        Assert.StartsWith("Its name can't be that of a component", record.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_built_in_goes_before_a_socket_of_its_name()
    {
        await using var process = await ServeAsync("in-memory.sock");

        var record = await DecideAsync();

        Assert.Equal(["secretstores.in-memory"], record.Types);
        Assert.Equal("state.in-memory can't be had from it, because the gateway has that built in; rename the socket.", record.LastError);
        Assert.True(_catalogue.TryFind("state.in-memory", "v1", out var descriptor, out _));
        Assert.StartsWith("Keeps state in the memory", descriptor.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_fine()
    {
        await using var discovery = new SocketDiscovery(TestStore.Options(_folder.File("none")), _catalogue, _logger);

        await discovery.ScanAsync(Patience.Cancellation).Soon();
        await discovery.AwaitTypeAsync(new ComponentSpecification { Name = "a", Type = "state.mine", InitTimeout = TimeSpan.FromDays(1) }, Patience.Cancellation).Soon();

        Assert.Empty(discovery.Records);
    }

    [Fact]
    public async Task Sockets_appear_are_replaced_and_vanish_while_it_runs()
    {
        var followed = Channel.CreateUnbounded<string>();
        Discovery.Start(_ =>
        {
            followed.Writer.TryWrite(string.Join(' ', _catalogue.All.Where(type => type.Name == "mine").Select(type => type.Type)));
            return Task.FromResult(true);
        });
        var specification = new ComponentSpecification { Name = "a", Type = "state.mine", InitTimeout = TimeSpan.FromMinutes(1) };
        var waiting = Discovery.AwaitTypeAsync(specification, Patience.Cancellation);

        var process = await ServeAsync("mine.sock");
        Assert.Equal("state.mine secretstores.mine", await followed.Reader.ReadAsync(Patience.Cancellation).Soon());
        await waiting.Soon();
        Assert.True(_catalogue.TryFind("state.mine", "", out var first, out _));

        await process.DisposeAsync();
        Assert.Equal("", await followed.Reader.ReadAsync(Patience.Cancellation).Soon());
        Assert.Equal(SocketState.Gone, Assert.Single(Discovery.Records).State);

        process = await ServeAsync("mine.sock");
        Assert.Equal("state.mine secretstores.mine", await followed.Reader.ReadAsync(Patience.Cancellation).Soon());
        Assert.True(_catalogue.TryFind("state.mine", "", out var second, out _));
        Assert.Same(first, second);

        await process.DisposeAsync();
        Assert.Equal("", await followed.Reader.ReadAsync(Patience.Cancellation).Soon());
        process = await FakeProcess.ServeAsync(_folder.File("mine.sock"), new Script(), [FakeSecretService.Serve()]);
        Assert.Equal("secretstores.mine", await followed.Reader.ReadAsync(Patience.Cancellation).Soon());
        await process.DisposeAsync();
    }

    private static ServerServiceDefinition Reflection(ServerReflectionResponse response) => ServerReflection.BindService(new CannedReflection(response));

    private static ServerReflectionResponse Services(int count)
    {
        var list = new ListServiceResponse();
        list.Service.Add(Enumerable.Range(0, count).Select(number => new ServiceResponse { Name = $"a.b{number}" }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private async Task ExpectRefusalAsync(string reason)
    {
        var record = await DecideAsync();
        Assert.Equal((SocketState.Refused, reason), (record.State, record.LastError));
        Assert.Empty(record.Types);
        Assert.Contains(_logger.Entries, entry => entry.Message == $"The socket {record.Path} is not used. {reason}");
    }

    private async Task<SocketRecord> DecideAsync()
    {
        await Discovery.ScanAsync(Patience.Cancellation).Soon();
        return Assert.Single(Discovery.Records);
    }

    private Task<FakeProcess> ServeAsync(string name, params string[] reflection)
        => FakeProcess.ServeAsync(_folder.File(name), new Script(), [FakeStateService.Serve(new FakeStateService(TimeProvider.System)), FakeSecretService.Serve()], reflection);

    private sealed class CannedReflection(ServerReflectionResponse response) : ServerReflection.ServerReflectionBase
    {
        public override async Task ServerReflectionInfo(
            IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            await responseStream.WriteAsync(response);
        }
    }
}
