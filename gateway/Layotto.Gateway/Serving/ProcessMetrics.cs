using System.Buffers;
using System.Diagnostics;
using Layotto.Runtime.Telemetry.Metrics;

namespace Layotto.Gateway.Serving;

/// <summary>What the process uses, under Prometheus' names for every process, and what .NET's memory management does.</summary>
internal static class ProcessMetrics
{
    public static void Write(IBufferWriter<byte> output)
    {
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        Gauge("dotnet_gc_heap_size_bytes", "Size of .NET's heap after its last collection in bytes.", GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes);
        Counter("dotnet_gc_allocated_bytes_total", "Bytes allocated on .NET's heap since the start.", GC.GetTotalAllocatedBytes());
        Counter("dotnet_gc_collections_total", "Number of collections of .NET's heap since the start.", GC.CollectionCount(0));
        Gauge("dotnet_threadpool_threads", "Number of threads in .NET's pool.", ThreadPool.ThreadCount);
        Gauge("dotnet_threadpool_queue_length", "Number of work items that wait for a thread of .NET's pool.", ThreadPool.PendingWorkItemCount);
        Counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", process.TotalProcessorTime.TotalSeconds);
        Gauge("process_open_fds", "Number of open file descriptors.", OpenFiles());
        Gauge("process_resident_memory_bytes", "Resident memory size in bytes.", process.WorkingSet64);
        Gauge("process_start_time_seconds", "Start time of the process since the Unix epoch in seconds.", started);
        Gauge("process_threads", "Number of threads of the process.", process.Threads.Count);
        Gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", process.VirtualMemorySize64);

        void Gauge(string name, string help, double value) => PrometheusText.Write(output, name, MetricKind.Gauge, help, value);

        void Counter(string name, string help, double value) => PrometheusText.Write(output, name, MetricKind.Counter, help, value);
    }

    // The kernel's list of open files; elsewhere the number isn't known, and 0 says so.
    private static int OpenFiles()
    {
        try
        {
            return Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
