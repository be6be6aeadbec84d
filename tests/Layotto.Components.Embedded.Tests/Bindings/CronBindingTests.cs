using Layotto.Components.Bindings;
using Layotto.Components.Embedded.Bindings.Cron;
using Layotto.Conformance;
using Layotto.Conformance.Bindings;
using Layotto.Testing;
using Microsoft.Extensions.Logging;

namespace Layotto.Components.Embedded.Tests.Bindings;

public sealed class CronBindingTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLogger _logger = new();

    public static TheoryData<string> Cases => [.. InputBindingConformance.Suite.Cases.Select(one => one.Name)];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var binding = await CreateAsync("@every 10s");
        var subject = new InputBindingSubject
        {
            Binding = binding,
            TriggerAsync = _ =>
            {
                _clock.Advance(TimeSpan.FromSeconds(10));
                return Task.CompletedTask;
            },
        };

        var result = await InputBindingConformance.Suite[name].RunAsync(subject, CancellationToken);

        Assert.True(result.Outcome == ConformanceOutcome.Passed, result.Reason);
    }

    [Fact]
    public async Task Event_tells_when_it_was_made()
    {
        var events = new List<BindingEvent>();
        await using var binding = await CreateAsync("TZ=UTC 30 * * * * *");
        await using var reading = await binding.ReadAsync((received, _) => Keep(events, received), CancellationToken);

        _clock.Advance(TimeSpan.FromSeconds(24));
        Assert.Empty(events);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var received = Assert.Single(events);
        Assert.True(received.Data.IsEmpty);
        Assert.Equal("2030-01-02 03:04:30 +0000 UTC", received.Metadata["readTimeUTC"]);
        Assert.Equal("Local", received.Metadata["timeZone"]);
    }

    [Fact]
    public async Task Schedule_fires_again_and_again_also_far_ahead()
    {
        var events = new List<BindingEvent>();
        await using var binding = await CreateAsync("TZ=UTC 0 0 1 * *");
        await using var reading = await binding.ReadAsync((received, _) => Keep(events, received), CancellationToken);

        _clock.Advance(TimeSpan.FromDays(366));

        Assert.Equal(12, events.Count);
    }

    [Fact]
    public async Task Ticks_dont_pile_up()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = 0;
        await using var binding = await CreateAsync("@every 1s");
        var reading = await binding.ReadAsync(HandleAsync, CancellationToken);

        _clock.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(CronReading.MostAtOnce, begun);
        Assert.Single(_logger.Entries, entry => entry.Level == LogLevel.Warning);
        goOn.SetResult();
        await reading.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), CancellationToken);

        async ValueTask<ReadOnlyMemory<byte>> HandleAsync(BindingEvent received, CancellationToken cancellationToken)
        {
            begun++;
            await goOn.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            return default;
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("* * * * * * *")]
    public async Task Wrong_schedule_is_told_with_its_key(string schedule)
    {
        var exception = await Assert.ThrowsAsync<MetadataException>(() => CreateAsync(schedule));

        Assert.Contains($"\"schedule\" is \"{schedule}\"", exception.Message, StringComparison.Ordinal);
    }

    private static ValueTask<ReadOnlyMemory<byte>> Keep(List<BindingEvent> events, BindingEvent received)
    {
        events.Add(received);
        return default;
    }

    private async Task<CronBinding> CreateAsync(string schedule)
    {
        var binding = new CronBinding();
        await binding.InitializeAsync(TestContexts.Create([new("schedule", schedule)], _clock, _logger), CancellationToken);
        return binding;
    }
}
