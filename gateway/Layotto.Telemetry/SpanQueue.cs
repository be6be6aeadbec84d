using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Layotto.Telemetry;

/// <summary>
/// Holds ended spans and sends them in batches, away from the calls they are of. The queue is bounded: when the destination is slower
/// than the spans come, they are dropped and counted, and no call waits.
/// </summary>
internal sealed partial class SpanQueue : BaseExportProcessor<Activity>
{
    private static readonly TimeSpan WarningPause = TimeSpan.FromMinutes(1);

    private readonly string _name;
    private readonly TraceExportOptions _options;
    private readonly SpanMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly Channel<Activity> _waiting;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _sending;
    private long _lastWarning;
    private bool _hasWarned;

    /// <summary>Creates the queue and begins to send.</summary>
    /// <param name="name">The destination, in metrics and in the log.</param>
    /// <param name="exporter">Sends a batch.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="metrics">Counts what becomes of spans.</param>
    /// <param name="logger">Where it is told that spans don't arrive.</param>
    /// <param name="timeProvider">The clock.</param>
    public SpanQueue(
        string name, BaseExporter<Activity> exporter, TraceExportOptions options, SpanMetrics metrics, ILogger logger, TimeProvider timeProvider)
        : base(exporter)
    {
        _name = name;
        _options = options;
        _metrics = metrics;
        _logger = logger;
        _timeProvider = timeProvider;
        _waiting = Channel.CreateBounded<Activity>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });

        // A thread of its own: the exporters' calls block, and a slow collector must not take a thread of the pool from the calls.
        _sending = Task.Factory.StartNew(Send, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    protected override void OnExport(Activity data)
    {
        if (!_waiting.Writer.TryWrite(data))
            _metrics.Dropped(_name, 1);
    }

    /// <inheritdoc/>
    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        _waiting.Writer.TryComplete();
        _closing.Cancel();
        var isSent = _sending.Wait(timeoutMilliseconds);
        if (!isSent)
            LogLeftBehind(_logger, _name);
        return isSent && exporter.Shutdown(timeoutMilliseconds);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _waiting.Writer.TryComplete();
            _closing.Cancel();
            if (_sending.IsCompleted)
                _closing.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Send()
    {
        var batch = new Activity[_options.BatchLength];
        while (WaitForSpan())
        {
            WaitForMore();
            var count = 0;
            while (count < batch.Length && _waiting.Reader.TryRead(out var span))
                batch[count++] = span;
            if (count > 0)
                Export(batch, count);
            Array.Clear(batch, 0, count);
        }
    }

    private bool WaitForSpan() => _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void WaitForMore()
    {
        if (_closing.IsCancellationRequested || _waiting.Reader.Count >= _options.BatchLength)
            return;
        Task.Delay(_options.BatchDelay, _timeProvider, _closing.Token).ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
    }

    private void Export(Activity[] spans, int count)
    {
        ExportResult result;
        try
        {
            using (SuppressInstrumentationScope.Begin())
                result = exporter.Export(new Batch<Activity>(spans, count));
        }
#pragma warning disable CA1031 // Whatever an exporter throws must not end the sending.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Warn(exception.Message);
            _metrics.Failed(_name, count);
            return;
        }

        if (result == ExportResult.Success)
        {
            _metrics.Exported(_name, count);
            return;
        }

        Warn("the collector didn't take them");
        _metrics.Failed(_name, count);
    }

    // A collector that is away would fill the log otherwise.
    private void Warn(string reason)
    {
        var now = _timeProvider.GetTimestamp();
        if (_hasWarned && _timeProvider.GetElapsedTime(_lastWarning, now) < WarningPause)
            return;
        _hasWarned = true;
        _lastWarning = now;
        LogFailed(_logger, _name, reason);
    }

    [LoggerMessage(2001, LogLevel.Warning, "Spans couldn't be sent to {Destination}, and are lost: {Reason}. More of this isn't told within a minute; the metric layotto_trace_spans_total counts them.")]
    private static partial void LogFailed(ILogger logger, string destination, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "Not all spans could be sent to {Destination} before the end")]
    private static partial void LogLeftBehind(ILogger logger, string destination);
}
