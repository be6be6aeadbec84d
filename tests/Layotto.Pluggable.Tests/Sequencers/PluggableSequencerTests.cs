using Layotto.Components;
using Layotto.Components.Sequencers;
using Layotto.Conformance;
using Layotto.Conformance.Sequencers;
using Layotto.Pluggable.Tests.Processes;
using Layotto.Protos.Components.V1;
using Layotto.Testing;
using SequencerIncrement = Layotto.Components.Sequencers.SequencerIncrement;

namespace Layotto.Pluggable.Tests.Sequencers;

/// <summary>A sequencer in another process.</summary>
public sealed class PluggableSequencerTests : IDisposable
{
    private static readonly SequencerRequest Request = new("k", SequencerIncrement.Strong, new Dictionary<string, string> { ["a"] = "b" });

    private readonly TemporaryFolder _folder = new();
    private readonly FakeSequencerService _service = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Cases => [.. SequencerConformance.Suite.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var process = await ServeAsync();
        await using var sequencer = await StartAsync();
        _service.Segment = _service.Take;

        var result = await SequencerConformance.Suite[name].RunAsync(new SequencerSubject { Sequencer = sequencer }, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task Numbers_and_ranges_are_given()
    {
        await using var process = await ServeAsync();
        await using var sequencer = await StartAsync();
        _service.Segment = static request => new GetSegmentResponse { From = 5, To = 4 + request.Size };

        Assert.Equal(1, await sequencer.GetNextIdAsync(Request, Patience.Cancellation).Soon());
        Assert.Equal(2, await sequencer.GetNextIdAsync(Request, Patience.Cancellation).Soon());
        Assert.Equal(new SequencerSegment(5, 14), await sequencer.GetSegmentAsync(Request, 10, Patience.Cancellation).Soon());
        Assert.Equal(("k", 1, "b"), (_service.Last!.Key, (int)_service.Last.Increment, _service.Last.Metadata["a"]));
    }

    [Fact]
    public async Task A_process_without_ranges_is_asked_for_them_once()
    {
        await using var process = await ServeAsync();
        await using var sequencer = await StartAsync();

        Assert.Null(await sequencer.GetSegmentAsync(Request, 10, Patience.Cancellation).Soon());
        Assert.Null(await sequencer.GetSegmentAsync(Request, 10, Patience.Cancellation).Soon());

        Assert.Equal(1, _service.SegmentCalls);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(5, 4)]
    [InlineData(1, 11)]
    [InlineData(-3, 3)]
    [InlineData(1, long.MaxValue)]
    public async Task A_range_that_cannot_be_right_is_an_error(long from, long to)
    {
        await using var process = await ServeAsync();
        await using var sequencer = await StartAsync();
        _service.Segment = _ => new GetSegmentResponse { From = from, To = to };

        var error = await Assert.ThrowsAsync<ComponentException>(() => sequencer.GetSegmentAsync(Request, 10, Patience.Cancellation).Soon());

        Assert.Contains($"{from} to {to}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_number_that_was_forgotten_is_an_error(long number)
    {
        await using var process = await ServeAsync();
        await using var sequencer = await StartAsync();
        _service.Answer = number;

        await Assert.ThrowsAsync<ComponentException>(() => sequencer.GetNextIdAsync(Request, Patience.Cancellation).Soon());
    }

    private Task<FakeProcess> ServeAsync() => FakeProcess.ServeAsync(_folder.File("numbers.sock"), new Script(), [FakeSequencerService.Serve(_service)]);

    private Task<ISequencer> StartAsync() => TestComponents.StartAsync<ISequencer>(_folder.File("numbers.sock"), ComponentKind.Sequencer);
}
