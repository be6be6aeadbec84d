using Layotto.Components;
using Layotto.Components.Embedded.PubSub;
using Layotto.Components.Embedded.Secrets;
using Layotto.Components.Embedded.State;
using Layotto.Components.State;
using Layotto.Conformance;
using Layotto.Conformance.PubSub;
using Layotto.Conformance.Secrets;
using Layotto.Conformance.State;
using Layotto.Testing;

namespace Layotto.Pluggable.Sdk.Tests;

/// <summary>
/// Built-in components, served by the SDK: the suites of their kinds through the adapters of the gateway. The cases of the wire are run in the
/// tests of the conformance tool.
/// </summary>
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
}
