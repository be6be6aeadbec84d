using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Histograms;

namespace Layotto.LoadGenerator.Results;

/// <summary>What one run found.</summary>
internal sealed record LoadResult
{
    public required LoadOptions Options { get; init; }

    /// <summary>Length of the measured window.</summary>
    public required TimeSpan Window { get; init; }

    public required LatencyHistogram Latency { get; init; }

    /// <summary>How late the generator itself was in an open loop; empty in a closed one.</summary>
    public required LatencyHistogram ScheduleLag { get; init; }

    public required ErrorLog Errors { get; init; }

    /// <summary>Requests that were due within the window; zero in a closed loop.</summary>
    public required long Offered { get; init; }

    public required long ResponsesInWindow { get; init; }

    public required long MessagesInWindow { get; init; }

    /// <summary>Good responses over the whole run, warm-up included: what a server's CPU time is divided by.</summary>
    public required long TotalResponses { get; init; }

    public required long BytesReceived { get; init; }

    public required long BytesSent { get; init; }

    public required long ConnectionsOpened { get; init; }

    public required ulong? BodyHash { get; init; }

    /// <summary>Processor time of this process during the window, in parts of the cores it could have used.</summary>
    public required double GeneratorCpuShare { get; init; }

    public bool IsValid => Errors.Total == 0 && ResponsesInWindow > 0;

    public double ResponsesPerSecond => ResponsesInWindow / Window.TotalSeconds;

    public double? OfferedPerSecond => Options.IsOpenLoop ? Offered / Window.TotalSeconds : null;

    /// <summary>Why the numbers may say more about the generator than about the server; null if they do not.</summary>
    public string? GeneratorBound => GeneratorVerdict.Of(this);
}
