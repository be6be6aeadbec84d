using Layotto.Components;
using Layotto.Conformance.Sockets;
using Layotto.Conformance.Tests.Processes;
using Layotto.Protos.Dapr.Components.V1;
using Layotto.Testing;

namespace Layotto.Conformance.Tests.State;

/// <summary>A state store that does something wrong is caught at it, by the case that is about it.</summary>
public sealed class FaultyStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    /// <summary>By fault, the case that catches it, and a part of what that says.</summary>
    public static TheoryData<StateFault, string, string> Faults => new()
    {
        { StateFault.IgnoresETags, "a write with a wrong etag fails and changes nothing", "it gives no error" },
        { StateFault.IgnoresFirstWrites, "a first-write without an etag fails where there is a value", "should fail; it succeeded" },
        { StateFault.ChecksETagsApartFromWriting, "of many writes with the same etag exactly one wins", "the number of winners" },
        { StateFault.TruncatesLargeValues, "a value of 1 MiB comes back", "65536" },
        { StateFault.AppliesTransactionsInPart, "a transaction with a wrong etag writes nothing", "should" },
        { StateFault.AppliesDeletionsOfTransactionsFirst, "the operations of a transaction apply in their order", "should have no value" },
        { StateFault.FailsToDeleteWhatIsMissing, "a deleted key has no value, and can be deleted again", "there is no" },
        { StateFault.IgnoresTimeToLive, "a value is there until its time and gone after it", "should have no value" },
        { StateFault.TakesBadTimeToLive, "a bad time to live is an error and writes nothing", "should fail; it succeeded" },
        { StateFault.DropsKeysOfBulkWrites, "a bulk write writes every key", "there is no value" },
        { StateFault.FailsBulkReadsOfWhatIsMissing, "a bulk read answers every key in order, missing ones with nothing", "there is no" },
        { StateFault.MixesComponents, "two components share nothing", "should be nothing" },
        { StateFault.ForgetsAtInitialisation, "another initialisation takes nothing away", "there is no value" },
        { StateFault.ClaimsQueriesWithoutThem, "what is claimed is there", "QueriableStateStore" },
        { StateFault.HidesTransactions, "what is there is claimed", "TRANSACTIONAL should be claimed" },
        { StateFault.HangsOnDeletion, "a deleted key has no value, and can be deleted again", "has not come to its end within" },
        { StateFault.HangsOnPing, "a ping is answered, or said not to be implemented", "has not come to its end within" },
        { StateFault.TellsMismatchAsAborted, "a write with a wrong etag fails and changes nothing", "should fail as such" },
        { StateFault.ReadsEmptyAsMissing, "an empty value is there, with an etag", "should not read as one without a value" },
        { StateFault.IgnoresCaseOfKeys, "keys may be any Unicode text and differ by case", "should be" },
        { StateFault.TakesValuesForText, "a value with all 256 bytes comes back", "should be" },
        { StateFault.KeepsETags, "a write with the right etag succeeds once and changes the etag", "should change the etag" },
        { StateFault.BulkReadsOtherETags, "single and bulk reads give the same etag", "the etag of a bulk read" },
        { StateFault.WritesDespiteMismatch, "a write with a wrong etag fails and changes nothing", "should be" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_is_caught_by_the_case_about_it(StateFault fault, string name, string reason)
    {
        await using var process = await ServeAsync(fault);

        // What hangs is told from what is slow by waiting, so the time is short.
        var report = await SocketConformance.RunAsync(
            Options() with { Case = name, CaseTimeout = TimeSpan.FromSeconds(2) }, null, TestContext.Current.CancellationToken).Soon();

        var entry = Assert.Single(report.Entries);
        Assert.Equal(name, entry.Result.Case);
        Assert.Equal(ConformanceOutcome.Failed, entry.Result.Outcome);
        Assert.Contains(reason, entry.Result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_without_a_fault_passes_every_case()
    {
        await using var process = await ServeAsync(StateFault.None);
        var told = new List<string>();

        var report = await SocketConformance.RunAsync(Options(), (entry, _) => told.Add(entry.Result.Case), TestContext.Current.CancellationToken).Soon();

        Assert.All(report.Entries, entry => Assert.True(entry.Result.Outcome != ConformanceOutcome.Failed, $"{entry.Result.Case}: {entry.Result.Reason}"));
        Assert.Equal(report.Entries.Select(entry => entry.Result.Case), told);
        Assert.Equal(["ETAG", "TTL", "TRANSACTIONAL"], report.Claimed);
        foreach (var name in Faults.Select(row => row.Data.Item2))
            Assert.Contains(report.Entries, entry => entry.Result.Case == name && entry.Result.Outcome == ConformanceOutcome.Passed);
    }

    [Fact]
    public void Every_fault_has_a_case()
        => Assert.Equal(Enum.GetValues<StateFault>().Except([StateFault.None]), Faults.Select(row => row.Data.Item1));

    public void Dispose() => _folder.Dispose();

    private Task<ServedSocket> ServeAsync(StateFault fault)
    {
        var service = new FaultyStateService(fault, _clock);
        return ServedSocket.ServeAsync(
            _folder.File("store.sock"),
            (StateStore.BindService(service), StateStore.Descriptor),
            (TransactionalStateStore.BindService(service.Transactions()), TransactionalStateStore.Descriptor));
    }

    private SocketConformanceOptions Options() => new()
    {
        Kind = ComponentKind.State,
        Socket = _folder.File("store.sock"),
        IsDurable = true,
        Abilities = new HashSet<string> { "isolation", "bulk-snapshot" },
        TimeProvider = _clock,
        AdvanceAsync = (time, _) =>
        {
            _clock.Advance(time);
            return Task.CompletedTask;
        },
    };
}
