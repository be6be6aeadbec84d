namespace Layotto.Benchmarks.Results;

/// <summary>One kind of number that a round yields.</summary>
/// <param name="Key">Its name in the JSON.</param>
/// <param name="Header">Its column.</param>
/// <param name="HasRatio">True if the tables compare it with the baseline.</param>
internal sealed record Metric(string Key, string Header, bool HasRatio)
{
    public static readonly Metric RequestsPerSecond = new("requestsPerSecond", "requests/s", true);
    public static readonly Metric CpuPerRequest = new("cpuMicrosecondsPerRequest", "CPU µs/request", true);
    public static readonly Metric AllocatedPerRequest = new("allocatedBytesPerRequest", "bytes/request", true);
    public static readonly Metric Mean = new("meanMicroseconds", "mean µs", true);
    public static readonly Metric P50 = new("p50Microseconds", "p50 µs", true);
    public static readonly Metric P90 = new("p90Microseconds", "p90 µs", false);
    public static readonly Metric P99 = new("p99Microseconds", "p99 µs", true);
    public static readonly Metric P999 = new("p99.9Microseconds", "p99.9 µs", false);
    public static readonly Metric GeneratorShare = new("generatorCpuPercent", "generator CPU %", false);
    public static readonly Metric FirstAnswer = new("firstAnswerMilliseconds", "first answer ms", true);
    public static readonly Metric CpuToFirstAnswer = new("cpuMillisecondsToFirstAnswer", "CPU ms", true);
    public static readonly Metric Resident = new("residentMegabytes", "RSS MB", true);
    public static readonly Metric Proportional = new("proportionalMegabytes", "PSS MB", true);
    public static readonly Metric Private = new("privateMegabytes", "private MB", true);
    public static readonly Metric Anonymous = new("anonymousMegabytes", "anonymous MB", true);
    public static readonly Metric Threads = new("threads", "threads", false);

    /// <summary>Every metric, in the order of the columns.</summary>
    public static readonly IReadOnlyList<Metric> All =
    [
        RequestsPerSecond, CpuPerRequest, AllocatedPerRequest, Mean, P50, P90, P99, P999, GeneratorShare,
        FirstAnswer, CpuToFirstAnswer, Resident, Proportional, Private, Anonymous, Threads,
    ];
}
