using System.Diagnostics;
using Layotto.Runtime.Telemetry.Metrics;
using Layotto.Testing;
using OpenTelemetry;

namespace Layotto.Telemetry.Tests;

/// <summary>What becomes of spans when the collector is slow, away, or the gateway ends.</summary>
public sealed class SpanQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MetricRegistry _registry = new(new MetricRegistryOptions());
    private readonly RecordingLogger _logger = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_slow_collector_makes_spans_drop_and_no_call_wait()
    {
        using var exporter = new GatedExporter();
        using var queue = Queue(exporter, new TraceExportOptions { QueueLength = 4, BatchLength = 2 });

        // Two are on their way, four wait, and the rest finds the queue full.
        queue.OnEnd(Span());
        queue.OnEnd(Span());
        await exporter.Entered.WaitAsync(Patience, TestContext.Current.CancellationToken);
        for (var span = 0; span < 7; span++)
            queue.OnEnd(Span());

        Assert.Equal(3, Count("dropped"));
        exporter.Open();
        Assert.True(queue.Shutdown((int)Patience.TotalMilliseconds));
        Assert.Equal(6, Count("exported"));
        Assert.All(exporter.Batches, batch => Assert.InRange(batch, 1, 2));
    }

    [Fact]
    public void What_waits_is_sent_at_the_end()
    {
        using var exporter = new GatedExporter();
        exporter.Open();
        using var queue = Queue(exporter, new TraceExportOptions { BatchDelay = TimeSpan.FromHours(1) });
        queue.OnEnd(Span());
        queue.OnEnd(Span());

        Assert.True(queue.Shutdown((int)Patience.TotalMilliseconds));

        Assert.Equal(2, Count("exported"));
        queue.OnEnd(Span());
        Assert.Equal(1, Count("dropped"));
    }

    [Fact]
    public void A_collector_that_fails_is_told_of_once_a_minute()
    {
        using var exporter = new GatedExporter { Failure = new HttpRequestException("refused") };
        exporter.Open();
        using var queue = Queue(exporter, new TraceExportOptions { BatchLength = 1 });
        for (var span = 0; span < 5; span++)
            queue.OnEnd(Span());

        Assert.True(queue.Shutdown((int)Patience.TotalMilliseconds));

        Assert.Equal(5, Count("failed"));
        Assert.Contains("refused", Assert.Single(_logger.Entries).Message, StringComparison.Ordinal);
    }

    private SpanQueue Queue(BaseExporter<Activity> exporter, TraceExportOptions options) => new("test", exporter, options, new SpanMetrics(_registry), _logger, _time);

    private long Count(string outcome)
        => ((MetricFamily<Counter>)_registry.Families.Single(family => family.Name == "layotto_trace_spans_total")).Get("test", outcome).Value;

    private static Activity Span() => new Activity("span").Start();

    private sealed class GatedExporter : BaseExporter<Activity>
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public List<long> Batches { get; } = [];

        public Exception? Failure { get; init; }

        public void Open() => _open.Set();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            _entered.TrySetResult();
            Assert.True(_open.Wait(Patience));
            Batches.Add(batch.Count);
            return Failure is null ? ExportResult.Success : throw Failure;
        }

        protected override void Dispose(bool disposing)
        {
            _open.Set();
            base.Dispose(disposing);
        }
    }
}
