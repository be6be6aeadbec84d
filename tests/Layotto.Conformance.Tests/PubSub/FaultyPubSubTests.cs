using Layotto.Components;
using Layotto.Conformance.Sockets;
using Layotto.Conformance.Tests.Processes;
using Layotto.Testing;
using PubSubService = Layotto.Protos.Dapr.Components.V1.PubSub;

namespace Layotto.Conformance.Tests.PubSub;

/// <summary>A broker that does something wrong is caught at it, by the case that is about it.</summary>
public sealed class FaultyPubSubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>By fault, the case that catches it, and a part of what that says.</summary>
    public static TheoryData<PubSubFault, string, string> Faults => new()
    {
        { PubSubFault.NeverRedelivers, "a refused message comes again until it is acknowledged", "has not come to its end within" },
        { PubSubFault.IgnoresAcknowledgements, "an acknowledged message doesn't come again", "the first message of the next subscription" },
        { PubSubFault.ForgetsWhatWasRefusedAtTheEnd, "what was refused at the end of a subscription comes to the next", "has not come to its end within" },
        { PubSubFault.MixesTopics, "a subscription gets nothing of other topics", "the first message" },
        { PubSubFault.MixesComponents, "two components share nothing", "the first message of the second component" },
        { PubSubFault.ReversesOrder, "messages arrive in the order of publication", "the order should be kept" },
        { PubSubFault.DropsEverySeventh, "many messages arrive once each", "has not come to its end within" },
        { PubSubFault.DeliversTwice, "many messages arrive once each", "the messages should be" },
        { PubSubFault.DropsMetadata, "metadata arrives with its message", "the metadata should be" },
        { PubSubFault.DropsContentTypes, "the content type arrives with its message", "the content type should be" },
        { PubSubFault.TruncatesLargeMessages, "a message of 1 MiB arrives", "65536" },
        { PubSubFault.TakesPayloadsForText, "a message arrives byte for byte, with its topic", "the payload should be" },
        { PubSubFault.DropsEmptyMessages, "an empty message arrives", "has not come to its end within" },
        { PubSubFault.ClaimsBulkWithoutIt, "what is claimed is there", "BulkPublish" },
        { PubSubFault.StopsAtARefusal, "a message that is always refused doesn't hold the others up", "has not come to its end within" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_is_caught_by_the_case_about_it(PubSubFault fault, string name, string reason)
    {
        await using var process = await ServeAsync(fault);

        // What never comes is told from what is slow by waiting, so the time is short.
        var report = await SocketConformance.RunAsync(
            Options() with { Case = name, CaseTimeout = TimeSpan.FromSeconds(2) }, null, TestContext.Current.CancellationToken).Soon();

        var entry = Assert.Single(report.Entries);
        Assert.Equal(ConformanceOutcome.Failed, entry.Result.Outcome);
        Assert.Contains(reason, entry.Result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broker_without_a_fault_passes_every_case()
    {
        await using var process = await ServeAsync(PubSubFault.None);

        var report = await SocketConformance.RunAsync(Options(), null, TestContext.Current.CancellationToken).Soon();

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Result.Case}: {entry.Result.Reason}"));
        foreach (var name in Faults.Select(row => row.Data.Item2))
            Assert.Contains(report.Entries, entry => entry.Result.Case == name && entry.Result.Outcome == ConformanceOutcome.Passed);
    }

    [Fact]
    public void Every_fault_has_a_case()
        => Assert.Equal(Enum.GetValues<PubSubFault>().Except([PubSubFault.None]), Faults.Select(row => row.Data.Item1));

    public void Dispose() => _folder.Dispose();

    private Task<ServedSocket> ServeAsync(PubSubFault fault)
        => ServedSocket.ServeAsync(_folder.File("broker.sock"), (PubSubService.BindService(new FaultyPubSubService(fault)), PubSubService.Descriptor));

    private SocketConformanceOptions Options() => new()
    {
        Kind = ComponentKind.PubSub,
        Socket = _folder.File("broker.sock"),
        Abilities = new HashSet<string> { "isolation", "hand-on" },
    };
}
