namespace Layotto.Runtime.Telemetry;

/// <summary>What the gateway does about traces.</summary>
public enum TraceMode
{
    /// <summary>Nothing: the headers of a caller pass on as they came (a sampling rate of 0).</summary>
    Off,

    /// <summary>
    /// Nothing is recorded, since nothing is configured to take it, but what the gateway forwards has a trace context, the caller's
    /// or a new one. It is the default, as in Dapr.
    /// </summary>
    Propagate,

    /// <summary>Sampled calls are recorded as spans, and answers carry the trace context.</summary>
    Record,
}
