using Layotto.Components;
using Layotto.Components.Embedded.Bindings.Cron;
using Layotto.Components.Embedded.Bindings.LocalStorage;
using Layotto.Components.Embedded.PubSub;
using Layotto.Components.Embedded.Secrets;
using Layotto.Components.Embedded.State;
using Layotto.Components.State;
using Layotto.Conformance;
using Layotto.Conformance.PubSub;
using Layotto.Conformance.Secrets;
using Layotto.Conformance.Sockets;
using Layotto.Conformance.State;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests;

/// <summary>Built-in components, served by the SDK: the suites of their kinds through the adapters of the gateway, and the cases of the wire.</summary>
public sealed class SdkConformanceTests : IDisposable
{
    private static readonly HashSet<string> StoreAbilities = [.. StateAbilities.All.Except([StateAbilities.DeleteWithPrefix, StateAbilities.KeysLike, StateAbilities.CaseSensitivePatterns])];

    // Fan-out is not among them: nothing on the wire tells when a subscription is in force, so a message may come before it.
    private static readonly HashSet<string> BrokerAbilities =
    [
        PubSubAbilities.Redelivery, PubSubAbilities.Metadata, PubSubAbilities.ContentType, PubSubAbilities.LargeMessages, PubSubAbilities.PrefixWildcards,
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> StateCases => [.. StateConformance.Suite.Cases.Select(one => one.Name)];

    public static TheoryData<string> PubSubCases => [.. PubSubConformance.Suite.Cases.Select(one => one.Name)];

    public static TheoryData<string> SecretCases => [.. SecretStoreConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(StateCases))]
    public async Task State_store_conforms(string name)
    {
        await using var server = await ServeAsync(() => new InMemoryStateStore(), new ComponentServerOptions { TimeProvider = _clock });
        await using var store = await ComponentSocket.StartAdapterAsync<IStateStore>(server.SocketPath, ComponentKind.State);
        var subject = new StateStoreSubject { Store = store, Abilities = StoreAbilities, TimeProvider = _clock, AdvanceAsync = Advance };

        Expect(await StateConformance.Suite[name].RunAsync(subject, Patience.Cancellation), StateConformance.Suite[name].Needs, StateConformance.Suite[name].Lacks, StoreAbilities);
    }

    [Theory]
    [MemberData(nameof(PubSubCases))]
    public async Task Broker_conforms(string name)
    {
        await using var server = await ServeAsync(() => new InMemoryPubSub());
        await using var broker = await ComponentSocket.StartAdapterAsync<Layotto.Components.PubSub.IPubSub>(
            server.SocketPath, ComponentKind.PubSub, ("redeliverInterval", "1ms"), ("maxRedeliverInterval", "20ms"));
        var subject = new PubSubSubject { Broker = broker, Abilities = BrokerAbilities };

        Expect(await PubSubConformance.Suite[name].RunAsync(subject, Patience.Cancellation), PubSubConformance.Suite[name].Needs, PubSubConformance.Suite[name].Lacks, BrokerAbilities);
    }

    [Theory]
    [MemberData(nameof(SecretCases))]
    public async Task Secret_store_conforms(string name)
    {
        var file = _folder.Write("secrets.json", """{"conftestsecret":"abcd","secondsecret":"efgh"}""");
        await using var server = await ServeAsync(() => new LocalFileSecretStore());
        await using var store = await ComponentSocket.StartAdapterAsync<Layotto.Components.Secrets.ISecretStore>(
            server.SocketPath, ComponentKind.SecretStore, ("secretsFile", file), ("multiValued", "true"));
        HashSet<string> abilities = [SecretStoreAbilities.Bulk, SecretStoreAbilities.MissingIsError, SecretStoreAbilities.MultipleValues];
        var subject = new SecretStoreSubject { Store = store, Abilities = abilities };

        Expect(await SecretStoreConformance.Suite[name].RunAsync(subject, Patience.Cancellation), SecretStoreConformance.Suite[name].Needs, SecretStoreConformance.Suite[name].Lacks, abilities);
    }

    [Fact]
    public async Task State_store_on_the_wire()
        => await RunAsync(ComponentKind.State, 70, () => new InMemoryStateStore(), options => options with { TimeProvider = _clock, AdvanceAsync = Advance });

    [Fact]
    public async Task Broker_on_the_wire()
        => await RunAsync(
            ComponentKind.PubSub,
            30,
            () => new InMemoryPubSub(),
            options => options with { Metadata = new Dictionary<string, string> { ["redeliverInterval"] = "1ms", ["maxRedeliverInterval"] = "20ms" } });

    [Fact]
    public async Task Secret_store_on_the_wire()
    {
        var file = _folder.Write("secrets.json", """{"conftestsecret":"abcd","secondsecret":"efgh"}""");
        await RunAsync(
            ComponentKind.SecretStore,
            25,
            () => new LocalFileSecretStore(),
            options => options with
            {
                Metadata = new Dictionary<string, string> { ["secretsFile"] = file },
                Expected = new Dictionary<string, string> { ["conftestsecret"] = "abcd", ["secondsecret"] = "efgh" },
            });
    }

    [Fact]
    public async Task Output_binding_on_the_wire()
        => await RunAsync(
            ComponentKind.Bindings,
            25,
            () => new LocalStorageBinding(),
            options => options with { Metadata = new Dictionary<string, string> { ["rootPath"] = _folder.Path }, NameKey = "fileName" });

    [Fact]
    public async Task Input_binding_on_the_wire()
        => await RunAsync(
            ComponentKind.Bindings,
            18,
            () => new CronBinding(),
            options => options with { Metadata = new Dictionary<string, string> { ["schedule"] = "@every 1s" } });

    public void Dispose() => _folder.Dispose();

    private static void Expect(ConformanceResult result, IReadOnlyList<string> needs, IReadOnlyList<string> lacks, HashSet<string> abilities)
    {
        var applies = needs.All(abilities.Contains) && !lacks.Any(abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    private Task<ComponentServer> ServeAsync(Func<IComponent> create, ComponentServerOptions? options = null)
        => ComponentServer.StartAsync(_folder.File("mine.sock"), create, options, Patience.Cancellation).Soon();

    private Task Advance(TimeSpan time, CancellationToken cancellationToken)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    private async Task RunAsync(
        ComponentKind kind, int atLeast, Func<IComponent> create, Func<SocketConformanceOptions, SocketConformanceOptions> change)
    {
        var own = kind == ComponentKind.State ? new ComponentServerOptions { TimeProvider = _clock } : null;
        await using var server = await ServeAsync(create, own);

        var report = await SocketConformance.RunAsync(
            change(new SocketConformanceOptions { Kind = kind, Socket = server.SocketPath }), null, Patience.Cancellation).WaitAsync(TimeSpan.FromMinutes(3), Patience.Cancellation);

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Result.Case}: {entry.Result.Reason}"));
        Assert.True(
            report.Count(ConformanceOutcome.Passed) >= atLeast,
            $"{report.Count(ConformanceOutcome.Passed)} cases passed; these didn't apply: {string.Join("; ", report.Entries.Where(entry => entry.Result.Outcome == ConformanceOutcome.NotApplicable).Select(entry => entry.Result.Case))}");
    }
}
