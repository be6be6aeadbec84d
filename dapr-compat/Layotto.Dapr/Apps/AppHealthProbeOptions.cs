namespace Layotto.Dapr.Apps;

/// <summary>How the app's health is probed; the defaults are Dapr's.</summary>
public sealed record AppHealthProbeOptions
{
    /// <summary>The time from one probe to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After how many failed probes in a row the app counts as unhealthy; at least 1.</summary>
    public int Threshold { get; init; } = 3;
}
