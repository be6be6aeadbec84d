using System.Runtime.InteropServices;

namespace Layotto.Benchmarks.Machine;

/// <summary>What must be known of a machine before its absolute numbers mean anything.</summary>
internal sealed record MachineDescription(
    string Kernel, string Processor, int Cores, string Governor, string CpuLimit, string MemoryLimit, string Runtime)
{
    public static MachineDescription Read() => new(
        FirstLine("/proc/sys/kernel/osrelease"),
        ProcessorModel(),
        Environment.ProcessorCount,
        FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        FirstLine("/sys/fs/cgroup/cpu.max"),
        FirstLine("/sys/fs/cgroup/memory.max"),
        RuntimeInformation.FrameworkDescription);

    private static string ProcessorModel()
    {
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string FirstLine(string path) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault() ?? "" : "none";
}
