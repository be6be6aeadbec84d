using Layotto.Components.Embedded.PubSub;
using Layotto.Conformance;
using Layotto.Conformance.PubSub;
using Layotto.Testing;

namespace Layotto.Components.Embedded.Tests.PubSub;

public sealed class InMemoryPubSubConformanceTests
{
    // The messages of a subscription end with it.
    private static readonly string[] Missing = [PubSubAbilities.BulkPublish, PubSubAbilities.HandOn];

    public static TheoryData<string> Cases => [.. PubSubConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var broker = new InMemoryPubSub();
        await broker.InitializeAsync(
            TestContexts.Create([KeyValuePair.Create("redeliverInterval", "1ms"), KeyValuePair.Create("maxRedeliverInterval", "20ms")]),
            TestContext.Current.CancellationToken);
        var subject = new PubSubSubject
        {
            Broker = broker,
            Abilities = PubSubAbilities.All.Except(Missing).ToHashSet(),
        };

        var result = await PubSubConformance.Suite[name].RunAsync(subject, TestContext.Current.CancellationToken);

        var expected = PubSubConformance.Suite[name].Needs.Any(Missing.Contains) ? ConformanceOutcome.NotApplicable : ConformanceOutcome.Passed;
        Assert.True(result.Outcome == expected, result.Reason);
    }
}
