using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Layotto.Telemetry;

/// <summary>Writes each span as a line of the log, in Dapr's form (<c>spec.tracing.stdout</c>).</summary>
internal sealed partial class LogSpanExporter(ILogger logger) : BaseExporter<Activity>
{
    private const string NoParent = "0000000000000000";

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            var parent = span.ParentSpanId == default ? NoParent : span.ParentSpanId.ToHexString();
            LogSpan(
                logger,
                span.DisplayName,
                span.TraceId.ToHexString(),
                parent,
                span.SpanId.ToHexString(),
                span.StartTimeUtc.ToString("O", CultureInfo.InvariantCulture),
                (span.StartTimeUtc + span.Duration).ToString("O", CultureInfo.InvariantCulture));
        }

        return ExportResult.Success;
    }

    [LoggerMessage(2003, LogLevel.Information, "[{Name}] Trace: {Trace} Span: {Parent}/{Span} Time: [{Start} ->  {End}] Annotations: []")]
    private static partial void LogSpan(ILogger logger, string name, string trace, string parent, string span, string start, string end);
}
