using System.Diagnostics;

namespace Layotto.Runtime.Telemetry;

/// <summary>Where the gateway's spans come from. Without a listener, starting one costs nothing and gives null.</summary>
public static class Tracing
{
    /// <summary>The name of <see cref="Source"/>, by which exporters find it.</summary>
    public const string SourceName = "layotto";

    /// <summary>The source of all spans. <see cref="Tracer"/> starts them, since it knows whether a call is sampled.</summary>
    public static ActivitySource Source { get; } = new(SourceName);
}
