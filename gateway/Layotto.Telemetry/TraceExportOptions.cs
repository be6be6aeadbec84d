namespace Layotto.Telemetry;

/// <summary>Where recorded spans go.</summary>
public sealed record TraceExportOptions
{
    /// <summary>The OpenTelemetry collector; null for none.</summary>
    public OtlpEndpoint? Otlp { get; init; }

    /// <summary>The Zipkin collector; null for none.</summary>
    public Uri? Zipkin { get; init; }

    /// <summary>Whether each span becomes a line of the log.</summary>
    public bool LogSpans { get; init; }

    /// <summary>The most spans that wait to be sent, for each destination; what comes when it is full is dropped and counted.</summary>
    public int QueueLength { get; init; } = 2048;

    /// <summary>The most spans that are sent together.</summary>
    public int BatchLength { get; init; } = 512;

    /// <summary>How long a span waits for others at the most.</summary>
    public TimeSpan BatchDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether spans go anywhere at all.</summary>
    public bool IsAny => Otlp is not null || Zipkin is not null || LogSpans;
}
