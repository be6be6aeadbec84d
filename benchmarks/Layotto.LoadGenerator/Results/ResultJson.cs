using System.Text.Json;
using Layotto.LoadGenerator.Histograms;

namespace Layotto.LoadGenerator.Results;

/// <summary>The result for programs. Times are microseconds unless a name says otherwise.</summary>
internal static class ResultJson
{
    public static readonly double[] Percentiles = [50, 75, 90, 99, 99.9];

    public static byte[] Write(LoadResult result)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            Write(writer, result);
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, LoadResult result)
    {
        var options = result.Options;
        writer.WriteStartObject();
        writer.WriteBoolean("valid", result.IsValid);
        writer.WriteString("loop", options.IsOpenLoop ? "open" : "closed");
        writer.WriteString("protocol", options.Protocol.ToString().ToLowerInvariant());
        writer.WriteString("path", options.Path);
        writer.WriteNumber("connections", options.Connections);
        writer.WriteNumber("streams", options.Streams);
        writer.WriteNumber("threads", options.Threads);
        writer.WriteNumber("seconds", result.Window.TotalSeconds);
        writer.WriteNumber("requestsPerSecond", Math.Round(result.ResponsesPerSecond, 2));
        if (result.OfferedPerSecond is { } offered)
            writer.WriteNumber("offeredPerSecond", Math.Round(offered, 2));
        writer.WriteNumber("responses", result.ResponsesInWindow);
        writer.WriteNumber("messages", result.MessagesInWindow);
        writer.WriteNumber("totalResponses", result.TotalResponses);
        WriteTimes(writer, "latencyMicroseconds", result.Latency);
        if (options.IsOpenLoop)
            WriteTimes(writer, "scheduleLagMicroseconds", result.ScheduleLag);
        writer.WriteNumber("bytesReceived", result.BytesReceived);
        writer.WriteNumber("bytesSent", result.BytesSent);
        writer.WriteNumber("connectionsOpened", result.ConnectionsOpened);
        if (result.BodyHash is { } hash)
            writer.WriteString("bodyHash", hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteNumber("generatorCpuShare", Math.Round(result.GeneratorCpuShare, 4));
        writer.WriteBoolean("generatorBound", result.GeneratorBound is not null);
        if (result.GeneratorBound is { } reason)
            writer.WriteString("generatorBoundReason", reason);
        WriteErrors(writer, result);
        WriteBuckets(writer, result.Latency);
        writer.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter writer, string name, LatencyHistogram histogram)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("count", histogram.Count);
        writer.WriteNumber("min", Microseconds(histogram.Minimum));
        writer.WriteNumber("mean", Microseconds(histogram.Mean));
        foreach (var percentile in Percentiles)
            writer.WriteNumber(FormattableString.Invariant($"p{percentile}"), Microseconds(histogram.ValueAtPercentile(percentile)));
        writer.WriteNumber("max", Microseconds(histogram.Maximum));
        writer.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter writer, LoadResult result)
    {
        writer.WriteNumber("errorsTotal", result.Errors.Total);
        writer.WriteStartArray("errors");
        foreach (var (kind, count, sample) in result.Errors.Entries())
        {
            writer.WriteStartObject();
            writer.WriteString("kind", kind.ToString());
            writer.WriteNumber("count", count);
            writer.WriteString("first", sample);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // Pairs of bucket middle in nanoseconds and count, so that runs can be merged later.
    private static void WriteBuckets(Utf8JsonWriter writer, LatencyHistogram histogram)
    {
        writer.WriteStartObject("histogramNanoseconds");
        foreach (var (nanoseconds, count) in histogram.Buckets())
            writer.WriteNumber(nanoseconds.ToString(System.Globalization.CultureInfo.InvariantCulture), count);
        writer.WriteEndObject();
    }

    private static double Microseconds(double nanoseconds) => Math.Round(nanoseconds / 1000, 2);
}
