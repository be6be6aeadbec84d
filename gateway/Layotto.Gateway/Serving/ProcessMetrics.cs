using System.Diagnostics;
using System.Globalization;
using System.Text;
using Layotto.Components;
using Microsoft.AspNetCore.Http;

namespace Layotto.Gateway.Serving;

/// <summary>
/// The metrics page, in Prometheus' text format: what the process uses, under Prometheus' names for every process, and how
/// many components are loaded. Any path of the metrics port shows it, as daprd does.
/// </summary>
internal sealed class ProcessMetrics(ComponentRegistry registry, string appId)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(Render()), context.RequestAborted).ConfigureAwait(false);
    }

    private string Render()
    {
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        var text = new StringBuilder();
        Add(text, "process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", process.TotalProcessorTime.TotalSeconds);
        Add(text, "process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", process.WorkingSet64);
        Add(text, "process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes.", process.VirtualMemorySize64);
        Add(text, "process_start_time_seconds", "gauge", "Start time of the process since the Unix epoch in seconds.", started);
        Add(text, "process_open_fds", "gauge", "Number of open file descriptors.", OpenFiles());
        Add(text, "process_threads", "gauge", "Number of threads of the process.", process.Threads.Count);
        var loaded = registry.All.Count(instance => instance.Health == ComponentHealth.Ready);
        Add(text, "dapr_runtime_component_loaded", "counter", "The number of successfully loaded components.", loaded, $"{{app_id=\"{appId}\"}}");
        return text.ToString();
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

    private static void Add(StringBuilder text, string name, string type, string help, double value, string labels = "")
        => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name}{labels} {value:R}\n");
}
