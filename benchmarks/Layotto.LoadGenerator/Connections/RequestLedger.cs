using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.Histograms;

namespace Layotto.LoadGenerator.Connections;

/// <summary>
/// The books of one worker. An open loop records a request by when it was due, so a response that comes after the window
/// still counts with its whole waiting time; a closed loop records by when the response came.
/// </summary>
internal sealed class RequestLedger(bool isOpenLoop, ResponseCheck check)
{
    private long _windowStart = long.MaxValue;
    private long _windowEnd = long.MaxValue;

    public ResponseCheck Check { get; } = check;

    public LatencyHistogram Latency { get; } = new();

    public ErrorLog Errors { get; } = new();

    /// <summary>Due times of requests that the server refused unprocessed (HTTP/2 GOAWAY); they may be sent again.</summary>
    public Queue<long> Returned { get; } = new();

    /// <summary>Good responses of the whole life, warm-up included.</summary>
    public long TotalResponses { get; private set; }

    /// <summary>Good responses that arrived within the window, whenever they were due.</summary>
    public long ResponsesInWindow { get; private set; }

    /// <summary>gRPC messages of streaming calls that arrived within the window.</summary>
    public long MessagesInWindow { get; private set; }

    public long BytesReceived { get; set; }

    public long BytesSent { get; set; }

    public long Connections { get; set; }

    public void SetWindow(long start, long end)
    {
        _windowStart = start;
        _windowEnd = end;
    }

    /// <param name="started">Nanoseconds at which the request was due (open loop) or was sent (closed loop).</param>
    /// <param name="now">Nanoseconds at which the last byte of the response was read.</param>
    public void Succeeded(long started, long now)
    {
        TotalResponses++;
        var arrivedInWindow = IsInWindow(now);
        if (arrivedInWindow)
            ResponsesInWindow++;
        if (isOpenLoop ? IsInWindow(started) : arrivedInWindow)
            Latency.Record(now - started);
    }

    public void MessagesArrived(int count, long now)
    {
        if (IsInWindow(now))
            MessagesInWindow += count;
    }

    private bool IsInWindow(long time) => time >= _windowStart && time < _windowEnd;
}
