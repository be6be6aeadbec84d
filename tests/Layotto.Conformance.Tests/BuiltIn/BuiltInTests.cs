using System.Text.Json;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Layotto.Components;
using Layotto.Components.Bindings;
using Layotto.Components.Configuration;
using Layotto.Components.Crypto;
using Layotto.Components.Embedded;
using Layotto.Components.HttpMiddleware;
using Layotto.Components.Locks;
using Layotto.Components.Middleware;
using Layotto.Components.NameResolution;
using Layotto.Components.PubSub;
using Layotto.Components.Secrets;
using Layotto.Components.Sqlite;
using Layotto.Components.State;
using Layotto.Conformance.Sockets;
using Layotto.Conformance.Tests.Hosting;
using Layotto.Conformance.Tests.Processes;
using Layotto.Testing;
using Wire = Layotto.Protos.Dapr.Components.V1;
using Own = Layotto.Protos.Components.V1;

namespace Layotto.Conformance.Tests.BuiltIn;

/// <summary>The components that are built in, each behind a socket, pass what others are tested for.</summary>
public sealed class BuiltInTests : IDisposable
{
    private static readonly ComponentCatalogue Catalogue = CryptoComponents.Register(MiddlewareComponents.Register(
        NameResolutionComponents.Register(SqliteComponents.Register(EmbeddedComponents.Register(new ComponentCatalogue())))));

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Types => [.. BuiltInCases.All.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Component_conforms_behind_a_socket(string type)
    {
        Assert.True(Catalogue.TryFind(type, "v1", out var descriptor, out var reason), reason);
        Environment.SetEnvironmentVariable("LAYOTTO_HOSTED_conftestsecret", "abcd");
        Environment.SetEnvironmentVariable("LAYOTTO_HOSTED_secondsecret", "efgh");
        await using var web = await WebServer.StartAsync();
        using var ticking = new CancellationTokenSource();
        var options = BuiltInCases.All[type](_folder, new SocketConformanceOptions
        {
            Kind = descriptor.Kind,
            Socket = _folder.File("hosted.sock"),
            AdvanceAsync = (time, _) =>
            {
                _clock.Advance(time);
                return Task.CompletedTask;
            },
        });
        if (type == "bindings.http")
            options = options with { Metadata = new Dictionary<string, string> { ["url"] = web.Address } };

        // Their waits are short; what depends on the time of day has a clock of its own.
        var hasClock = descriptor.Kind == ComponentKind.State || descriptor.Kind == ComponentKind.Lock || type == "bindings.cron";
        if (descriptor.Kind == ComponentKind.State)
            options = options with { TimeProvider = _clock };
        var (services, components) = Host(descriptor, hasClock ? _clock : TimeProvider.System);
        await using var hosted = components;
        await using var process = await ServedSocket.ServeAsync(_folder.File("hosted.sock"), services);
        if (type == "configuration.local.file")
            options = options with { WriteConfigurationAsync = (items, token) => WriteAsync(options.Metadata["path"], (HostedComponents<IConfigurationStore>)components, items, token) };
        var ticks = type == "bindings.cron" ? TickAsync(ticking.Token) : Task.CompletedTask;

        var report = await SocketConformance.RunAsync(options, null, TestContext.Current.CancellationToken).Soon();

        await ticking.CancelAsync();
        await ticks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Suite}: {entry.Result.Case}: {entry.Result.Reason}"));
        Assert.True(
            report.Count(ConformanceOutcome.Passed) >= 20,
            $"Only {report.Count(ConformanceOutcome.Passed)} cases passed.");
        TestContext.Current.SendDiagnosticMessage(
            $"{type}: {report.Count(ConformanceOutcome.Passed)} passed, {report.Count(ConformanceOutcome.NotApplicable)} not applicable, {report.Duration.TotalSeconds:0.0} s");
    }

    [Fact]
    public void Every_type_is_tested_or_has_a_reason_not_to_be()
        => Assert.Equal(
            Catalogue.All.Select(descriptor => descriptor.Type).Order(StringComparer.Ordinal),
            BuiltInCases.All.Keys.Concat(BuiltInCases.Left.Keys).Order(StringComparer.Ordinal));

    public void Dispose() => _folder.Dispose();

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(cancellationToken))
            _clock.Advance(TimeSpan.FromSeconds(10));
    }

    // The file is written, and waited for: the component looks at it now and then.
    private static async Task WriteAsync(
        string path, HostedComponents<IConfigurationStore> stores, IReadOnlyDictionary<string, ConfigurationItem> items, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(
            path + ".new",
            JsonSerializer.Serialize(items.ToDictionary(item => item.Key, item => new { value = item.Value.Value, version = item.Value.Version, metadata = item.Value.Metadata })),
            cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        foreach (var store in stores.All)
        {
            while (!Same(await store.GetAsync([], new Dictionary<string, string>(), cancellationToken), items))
                await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static bool Same(IReadOnlyDictionary<string, ConfigurationItem> left, IReadOnlyDictionary<string, ConfigurationItem> right)
        => left.Count == right.Count && left.All(item => right.TryGetValue(item.Key, out var other) && item.Value == other);

    private static ((ServerServiceDefinition, ServiceDescriptor)[] Services, IAsyncDisposable Components)
        Host(ComponentDescriptor descriptor, TimeProvider clock)
    {
        switch (descriptor.Kind.Category)
        {
            case "state":
                var states = new HostedComponents<IStateStore>(descriptor.Create, clock);
                var state = new HostedState(states);
                return (
                    [
                        (Wire.StateStore.BindService(state), Wire.StateStore.Descriptor),
                        (Wire.TransactionalStateStore.BindService(state.Transactions()), Wire.TransactionalStateStore.Descriptor),
                        (Wire.QueriableStateStore.BindService(state.Queries()), Wire.QueriableStateStore.Descriptor),
                    ],
                    states);
            case "pubsub":
                var brokers = new HostedComponents<IPubSub>(descriptor.Create, clock);
                return ([(Wire.PubSub.BindService(new HostedPubSub(brokers)), Wire.PubSub.Descriptor)], brokers);
            case "bindings" when descriptor.Features.Contains(BindingFeatures.Input):
                var inputs = new HostedComponents<IInputBinding>(descriptor.Create, clock);
                return ([(Wire.InputBinding.BindService(new HostedInputBinding(inputs)), Wire.InputBinding.Descriptor)], inputs);
            case "bindings":
                var outputs = new HostedComponents<IOutputBinding>(descriptor.Create, clock);
                return ([(Wire.OutputBinding.BindService(new HostedOutputBinding(outputs)), Wire.OutputBinding.Descriptor)], outputs);
            case "secretstores":
                var secrets = new HostedComponents<ISecretStore>(descriptor.Create, clock);
                return ([(Wire.SecretStore.BindService(new HostedSecrets(secrets)), Wire.SecretStore.Descriptor)], secrets);
            case "configuration":
                var stores = new HostedComponents<IConfigurationStore>(descriptor.Create, clock);
                return ([(Own.ConfigurationStore.BindService(new HostedConfiguration(stores)), Own.ConfigurationStore.Descriptor)], stores);
            case "lock":
                var locks = new HostedComponents<ILockStore>(descriptor.Create, clock);
                return ([(Own.LockStore.BindService(new HostedLocks(locks)), Own.LockStore.Descriptor)], locks);
            case "crypto":
                var providers = new HostedComponents<ICryptoProvider>(descriptor.Create, clock);
                return ([(Own.CryptoProvider.BindService(new HostedCrypto(providers)), Own.CryptoProvider.Descriptor)], providers);
            case "nameresolution":
                var resolvers = new HostedComponents<INameResolver>(descriptor.Create, clock);
                return ([(Own.NameResolver.BindService(new HostedNames(resolvers)), Own.NameResolver.Descriptor)], resolvers);
            default:
                var middleware = new HostedComponents<IHttpMiddleware>(descriptor.Create, clock);
                return ([(Own.HttpMiddleware.BindService(new HostedMiddleware(middleware)), Own.HttpMiddleware.Descriptor)], middleware);
        }
    }
}
