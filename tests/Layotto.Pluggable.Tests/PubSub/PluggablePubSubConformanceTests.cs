using System.Collections.Concurrent;
using System.Threading.Channels;
using Layotto.Components;
using Layotto.Components.PubSub;
using Layotto.Conformance;
using Layotto.Conformance.PubSub;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;

namespace Layotto.Pluggable.Tests.PubSub;

/// <summary>The suite of brokers over one in another process that has a queue for each topic.</summary>
public sealed class PluggablePubSubConformanceTests : IDisposable
{
    private static readonly HashSet<string> Abilities =
    [
        PubSubAbilities.BulkPublish, PubSubAbilities.Redelivery, PubSubAbilities.Metadata, PubSubAbilities.ContentType, PubSubAbilities.LargeMessages, PubSubAbilities.HandOn,
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases => [.. PubSubConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        var service = new FakePubSubService(new ConcurrentDictionary<string, Channel<PullMessagesResponse>>(StringComparer.Ordinal));
        await using var process = await FakeProcess.ServeAsync(_folder.File("broker.sock"), new Script(), [FakePubSubService.Serve(service)]);
        await using var broker = await TestComponents.StartAsync<IPubSub>(_folder.File("broker.sock"), ComponentKind.PubSub);
        var one = PubSubConformance.Suite[name];

        var result = await one.RunAsync(new PubSubSubject { Broker = broker, Abilities = Abilities }, TestContext.Current.CancellationToken);

        var applies = one.Needs.All(Abilities.Contains) && !one.Lacks.Any(Abilities.Contains);
        Assert.True(result.Outcome == (applies ? ConformanceOutcome.Passed : ConformanceOutcome.NotApplicable), result.Reason);
    }

    public void Dispose() => _folder.Dispose();
}
