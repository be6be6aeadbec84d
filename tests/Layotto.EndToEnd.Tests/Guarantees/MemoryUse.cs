using System.Globalization;

namespace Layotto.EndToEnd.Tests.Guarantees;

/// <summary>The memory of a process, as the kernel counts it.</summary>
/// <param name="PeakResident">The most bytes that were resident at once, in its whole life.</param>
/// <param name="Private">The bytes that are its alone now.</param>
internal readonly record struct MemoryUse(long PeakResident, long Private)
{
    /// <summary>Reads it.</summary>
    public static MemoryUse Of(int processId) => new(
        Sum($"/proc/{processId}/status", "VmHWM:"),
        Sum($"/proc/{processId}/smaps_rollup", "Private_Clean:", "Private_Dirty:"));

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"peak {PeakResident / 1048576.0:0.0} MiB, private {Private / 1048576.0:0.0} MiB");

    private static long Sum(string path, params string[] names) => File.ReadLines(path)
        .Where(line => names.Any(name => line.StartsWith(name, StringComparison.Ordinal)))
        .Sum(line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
}
