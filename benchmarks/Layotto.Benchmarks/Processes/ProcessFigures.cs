using System.Globalization;

namespace Layotto.Benchmarks.Processes;

/// <summary>What /proc says about one process.</summary>
/// <param name="CpuTime">User and system time of all its threads, in steps of 10 ms.</param>
/// <param name="ResidentKilobytes">RSS: every page in memory, shared ones counted in full.</param>
/// <param name="ProportionalKilobytes">PSS: shared pages divided among the processes that map them.</param>
/// <param name="PrivateKilobytes">Pages that nobody else maps, those of files included: what ending the process would give back.</param>
/// <param name="AnonymousKilobytes">Pages that belong to no file: heaps and stacks, whoever else runs beside it.</param>
/// <param name="Threads">Threads at the moment.</param>
internal sealed record ProcessFigures(
    TimeSpan CpuTime,
    long ResidentKilobytes,
    long ProportionalKilobytes,
    long PrivateKilobytes,
    long AnonymousKilobytes,
    int Threads)
{
    // What /proc counts in, whatever the kernel's own tick is.
    private const int TicksPerSecond = 100;

    /// <exception cref="BenchmarkException">The process is gone.</exception>
    public static ProcessFigures Read(int processId)
    {
        try
        {
            return Parse(
                File.ReadAllText($"/proc/{processId}/stat"),
                File.ReadAllText($"/proc/{processId}/smaps_rollup"),
                File.ReadAllText($"/proc/{processId}/status"));
        }
        catch (IOException exception)
        {
            throw new BenchmarkException($"The process {processId} cannot be measured: {exception.Message}");
        }
    }

    /// <summary>Only the processor time: reading memory walks all pages, which a measured process would feel.</summary>
    public static TimeSpan ReadCpuTime(int processId)
    {
        try
        {
            return ParseCpuTime(File.ReadAllText($"/proc/{processId}/stat"));
        }
        catch (IOException exception)
        {
            throw new BenchmarkException($"The process {processId} cannot be measured: {exception.Message}");
        }
    }

    /// <summary>Two processes taken together.</summary>
    public static ProcessFigures Add(ProcessFigures one, ProcessFigures other) => new(
        one.CpuTime + other.CpuTime,
        one.ResidentKilobytes + other.ResidentKilobytes,
        one.ProportionalKilobytes + other.ProportionalKilobytes,
        one.PrivateKilobytes + other.PrivateKilobytes,
        one.AnonymousKilobytes + other.AnonymousKilobytes,
        one.Threads + other.Threads);

    internal static ProcessFigures Parse(string stat, string rollup, string status) => new(
        ParseCpuTime(stat),
        Kilobytes(rollup, "Rss:"),
        Kilobytes(rollup, "Pss:"),
        Kilobytes(rollup, "Private_Clean:") + Kilobytes(rollup, "Private_Dirty:"),
        Kilobytes(rollup, "Anonymous:"),
        (int)Kilobytes(status, "Threads:"));

    internal static TimeSpan ParseCpuTime(string stat)
    {
        // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static long Kilobytes(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal))
                continue;
            var value = line[name.Length..].Trim();
            var blank = value.IndexOf(' ');
            return long.Parse(blank < 0 ? value : value[..blank], CultureInfo.InvariantCulture);
        }

        throw new BenchmarkException($"/proc has no line '{name}'.");
    }
}
