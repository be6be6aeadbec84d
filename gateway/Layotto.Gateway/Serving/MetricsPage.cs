using Layotto.Runtime.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;

namespace Layotto.Gateway.Serving;

/// <summary>The metrics page, in Prometheus' text format. Any path of the metrics port shows it, as daprd does.</summary>
/// <param name="registry">The gateway's metrics; null when there are none, and then the page shows the process alone.</param>
internal sealed class MetricsPage(MetricRegistry? registry)
{
    // The page goes out in pieces of about this size, so that many series don't need much memory at once.
    private const long FlushLength = 64 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        var writer = context.Response.BodyWriter;
        foreach (var family in registry?.Families ?? [])
        {
            PrometheusText.Write(writer, family);
            if (writer.UnflushedBytes > FlushLength)
                await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }

        ProcessMetrics.Write(writer);
        await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
