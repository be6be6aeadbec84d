using System.Diagnostics;

namespace Layotto.Runtime.Telemetry;

/// <summary>Where the gateway's spans come from. Without a listener, starting one costs nothing and gives null.</summary>
public static class Tracing
{
    /// <summary>The source of all spans.</summary>
    public static ActivitySource Source { get; } = new("layotto");
}
