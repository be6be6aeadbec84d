using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Configuration;
using Layotto.Conformance;
using Layotto.Conformance.Sockets;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;
using Own = Layotto.Protos.Components.V1;
using WireItem = Layotto.Protos.Components.V1.ConfigurationItem;

namespace Layotto.Pluggable.Tests.Conformance;

/// <summary>Whole processes of every kind, tested as <c>layotto conformance</c> tests them: wire, suite and all.</summary>
public sealed class SocketConformanceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task State_store()
    {
        var states = new FakeStateService(_clock);
        await RunAsync(
            ComponentKind.State, 70, WithClock, FakeStateService.Serve(states), FakeTransactionalService.Serve(states), FakeQueriableService.Serve(states));
    }

    [Fact]
    public async Task Broker()
        => await RunAsync(
            ComponentKind.PubSub,
            35,
            options => options with { Abilities = new HashSet<string> { "hand-on" } },
            FakePubSubService.Serve(new FakePubSubService(new ConcurrentDictionary<string, Channel<PullMessagesResponse>>(StringComparer.Ordinal))));

    [Fact]
    public async Task Output_binding() => await RunAsync(ComponentKind.Bindings, 25, options => options, FakeOutputService.Serve());

    [Fact]
    public async Task Input_binding()
        => await RunAsync(ComponentKind.Bindings, 18, options => options, FakeInputService.Serve(new FakeInputService()));

    [Fact]
    public async Task Secret_store()
        => await RunAsync(
            ComponentKind.SecretStore,
            25,
            options => options with { Expected = new Dictionary<string, string> { ["conftestsecret"] = "abcd", ["secondsecret"] = "efgh" } },
            FakeSecretService.Serve());

    [Fact]
    public async Task Configuration_store()
    {
        var service = new FakeConfigurationService();
        await RunAsync(
            ComponentKind.Configuration,
            35,
            options => options with { WriteConfigurationAsync = WriteAsync },
            FakeConfigurationService.Serve(service));

        Task WriteAsync(IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
        {
            service.Write(items.ToDictionary(item => item.Key, item => new WireItem { Value = item.Value.Value, Version = item.Value.Version, Metadata = { item.Value.Metadata.ToDictionary() } }));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Configuration_store_that_nobody_writes()
    {
        var service = new FakeConfigurationService();
        service.Write(("colour", "blue"), ("size", "7"));
        await RunAsync(
            ComponentKind.Configuration,
            22,
            options => options with { Expected = new Dictionary<string, string> { ["colour"] = "blue", ["size"] = "7" } },
            FakeConfigurationService.Serve(service));
    }

    [Fact]
    public async Task Lock_store() => await RunAsync(ComponentKind.Lock, 30, WithClock, FakeLockService.Serve(new FakeLockService(_clock)));

    [Fact]
    public async Task Name_resolver() => await RunAsync(ComponentKind.NameResolution, 28, options => options, FakeNameService.Serve(new FakeNameService()));

    [Fact]
    public async Task Http_middleware()
        => await RunAsync(ComponentKind.HttpMiddleware, 22, options => options, FakeMiddlewareService.Serve(new FakeMiddlewareService()));

    [Fact]
    public async Task Conversation_provider()
        => await RunAsync(
            ComponentKind.Conversation,
            26,
            options => options,
            FakeConversationService.Serve(new FakeConversationService { Answer = new Own.ConverseResponse { Choices = { new Own.ConversationChoice { Content = "Hello." } } } }));

    [Fact]
    public async Task Sequencer() => await RunAsync(ComponentKind.Sequencer, 24, options => options, FakeSequencerService.Serve(new FakeSequencerService()));

    [Fact]
    public async Task Object_store() => await RunAsync(ComponentKind.ObjectStorage, 32, options => options, FakeObjectService.Serve(new FakeObjectService()));

    [Fact]
    public async Task File_store() => await RunAsync(ComponentKind.File, 30, options => options, FakeFileService.Serve(new FakeFileService()));

    [Fact]
    public async Task Hello() => await RunAsync(ComponentKind.Hello, 22, options => options, FakeHelloService.Serve(new FakeHelloService()));

    public void Dispose() => _folder.Dispose();

    private SocketConformanceOptions WithClock(SocketConformanceOptions options) => options with
    {
        TimeProvider = _clock,
        AdvanceAsync = (time, _) =>
        {
            _clock.Advance(time);
            return Task.CompletedTask;
        },
    };

    private async Task RunAsync(
        ComponentKind kind,
        int atLeast,
        Func<SocketConformanceOptions, SocketConformanceOptions> change,
        params (ServerServiceDefinition Definition, ServiceDescriptor Descriptor)[] services)
    {
        await using var process = await FakeProcess.ServeAsync(_folder.File("mine.sock"), new Script(), services);
        var options = change(new SocketConformanceOptions
        {
            Kind = kind,
            Socket = _folder.File("mine.sock"),
        });

        var report = await SocketConformance.RunAsync(options, null, Patience.Cancellation).Soon();

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Result.Case}: {entry.Result.Reason}"));
        Assert.True(
            report.Count(ConformanceOutcome.Passed) >= atLeast,
            $"{report.Count(ConformanceOutcome.Passed)} cases passed; these didn't apply: {string.Join("; ", report.Entries.Where(entry => entry.Result.Outcome == ConformanceOutcome.NotApplicable).Select(entry => entry.Result.Case))}");
    }
}
