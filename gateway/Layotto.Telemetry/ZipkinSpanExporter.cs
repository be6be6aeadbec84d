using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using OpenTelemetry;

namespace Layotto.Telemetry;

/// <summary>Sends spans to a Zipkin collector, as JSON of Zipkin's API v2.</summary>
/// <remarks>OpenTelemetry's own exporter for Zipkin is to be removed, and what Zipkin takes is a list of flat objects.</remarks>
internal sealed class ZipkinSpanExporter : BaseExporter<Activity>
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Uri _collector;
    private readonly string _serviceName;
    private readonly HttpClient _client = TelemetryHttp.CreateClient(Timeout);
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);

    public ZipkinSpanExporter(Uri collector, string serviceName)
    {
        _collector = collector;
        _serviceName = serviceName;
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch)
    {
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer))
        {
            writer.WriteStartArray();
            foreach (var span in batch)
                Write(writer, span);
            writer.WriteEndArray();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _collector) { Content = new ReadOnlyMemoryContent(_buffer.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = _client.Send(request);
        return response.IsSuccessStatusCode
            ? ExportResult.Success
            : throw new HttpRequestException($"the collector answered with status {(int)response.StatusCode}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _client.Dispose();
        base.Dispose(disposing);
    }

    private void Write(Utf8JsonWriter writer, Activity span)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId"u8, span.TraceId.ToHexString());
        writer.WriteString("id"u8, span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
            writer.WriteString("parentId"u8, span.ParentSpanId.ToHexString());
        writer.WriteString("name"u8, span.DisplayName);
        if (Kind(span.Kind) is { } kind)
            writer.WriteString("kind"u8, kind);
        writer.WriteNumber("timestamp"u8, (span.StartTimeUtc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

        // Zipkin takes no duration of zero.
        writer.WriteNumber("duration"u8, Math.Max(span.Duration.Ticks / TimeSpan.TicksPerMicrosecond, 1));
        writer.WriteStartObject("localEndpoint"u8);
        writer.WriteString("serviceName"u8, _serviceName);
        writer.WriteEndObject();
        writer.WriteStartObject("tags"u8);
        foreach (var (key, value) in span.TagObjects)
            writer.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
        if (span.Status == ActivityStatusCode.Error)
        {
            writer.WriteString("otel.status_code"u8, "ERROR"u8);
            writer.WriteString("error"u8, span.StatusDescription ?? "");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string? Kind(ActivityKind kind) => kind switch
    {
        ActivityKind.Client => "CLIENT",
        ActivityKind.Server => "SERVER",
        ActivityKind.Producer => "PRODUCER",
        ActivityKind.Consumer => "CONSUMER",
        _ => null,
    };
}
