namespace Layotto.Benchmarks.CommandLine;

/// <summary>What the runner is told. The defaults are those of the command line.</summary>
internal sealed record RunnerOptions
{
    /// <summary>Folder that receives one JSON and one Markdown file.</summary>
    public string? Results { get; init; }

    /// <summary>Folder of the published bare Kestrel program.</summary>
    public string? Bare { get; init; }

    /// <summary>Folder of the published load generator.</summary>
    public string? Generator { get; init; }

    /// <summary>Folder of the built allocation probe; null leaves the allocation scenarios out.</summary>
    public string? Probe { get; init; }

    /// <summary>Folder of the published gateway; null leaves it out of the comparisons.</summary>
    public string? Gateway { get; init; }

    /// <summary>Arguments for the gateway on top of the scenario's own.</summary>
    public IReadOnlyList<string> GatewayArguments { get; init; } = [];

    /// <summary>Folder of the published gRPC echo server; null leaves it out.</summary>
    public string? Echo { get; init; }

    /// <summary>Folder of the published stock YARP proxy; null leaves it out.</summary>
    public string? Yarp { get; init; }

    /// <summary>Folder of the published state component; null leaves it out.</summary>
    public string? Component { get; init; }

    /// <summary>Names of the scenarios to run; empty for all.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    public int Rounds { get; init; } = 5;

    /// <summary>Length of one measurement.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Length of one warm-up window.</summary>
    public TimeSpan WarmUpWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When the warm-up ends although the rate still moves.</summary>
    public TimeSpan WarmUpCap { get; init; } = TimeSpan.FromSeconds(60);

    public int Starts { get; init; } = 20;

    /// <summary>Pause between the first answer and the reading of memory at rest.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(5);

    public string ServerCores { get; init; } = "1";

    public string GeneratorCores { get; init; } = "0";

    /// <summary>Adds the baseline a second time: how far two equal things differ here.</summary>
    public bool Control { get; init; }

    /// <summary>Measures although the machine is busy; the report says so.</summary>
    public bool Force { get; init; }

    /// <summary>How long to wait for the load average to fall.</summary>
    public TimeSpan QuietPatience { get; init; } = TimeSpan.FromMinutes(4);

    public string Commit { get; init; } = "unknown";

    /// <summary>Two short rounds that show whether everything works, not how fast it is.</summary>
    public bool Quick { get; init; }

    public RunnerOptions Shortened() => this with
    {
        Rounds = 2,
        Duration = TimeSpan.FromSeconds(1),
        WarmUpWindow = TimeSpan.FromSeconds(1),
        WarmUpCap = TimeSpan.FromSeconds(3),
        Starts = 3,
        Idle = TimeSpan.FromSeconds(1),
    };
}
