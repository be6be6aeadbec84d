using System.Text.Json;

namespace Layotto.Benchmarks.Results;

/// <summary>The run for programs: every single observation, so that other tables can be made of it later.</summary>
internal static class RunJson
{
    public static byte[] Write(RunRecord run)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            Write(writer, run);
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, RunRecord run)
    {
        writer.WriteStartObject();
        writer.WriteString("id", run.Id);
        writer.WriteString("date", run.Date);
        writer.WriteString("commit", run.Commit);
        writer.WriteStartObject("machine");
        writer.WriteString("processor", run.Machine.Processor);
        writer.WriteNumber("cores", run.Machine.Cores);
        writer.WriteString("kernel", run.Machine.Kernel);
        writer.WriteString("governor", run.Machine.Governor);
        writer.WriteString("cgroupCpu", run.Machine.CpuLimit);
        writer.WriteString("cgroupMemory", run.Machine.MemoryLimit);
        writer.WriteString("runtime", run.Machine.Runtime);
        writer.WriteEndObject();
        writer.WriteNumber("loadAverageBefore", run.LoadAverageBefore);
        WriteStrings(writer, "warnings", run.Warnings);
        writer.WriteStartArray("scenarios");
        foreach (var scenario in run.Scenarios)
            Write(writer, scenario);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ScenarioRecord scenario)
    {
        writer.WriteStartObject();
        writer.WriteString("name", scenario.Name);
        WriteStrings(writer, "contenders", scenario.Contenders);
        WriteStrings(writer, "notes", scenario.Notes);
        writer.WriteStartArray("observations");
        foreach (var observation in scenario.Observations)
        {
            writer.WriteStartObject();
            writer.WriteString("step", observation.Step);
            writer.WriteString("contender", observation.Contender);
            writer.WriteNumber("round", observation.Round);
            writer.WriteString("metric", observation.Metric.Key);
            writer.WriteNumber("value", Math.Round(observation.Value, 3));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteRemarks(writer, "voided", scenario.Voided);
        WriteRemarks(writer, "cautions", scenario.Cautions);
        writer.WriteEndObject();
    }

    private static void WriteRemarks(Utf8JsonWriter writer, string name, IReadOnlyList<RoundRemark> remarks)
    {
        writer.WriteStartArray(name);
        foreach (var remark in remarks)
        {
            writer.WriteStartObject();
            writer.WriteString("step", remark.Step);
            writer.WriteString("contender", remark.Contender);
            writer.WriteNumber("round", remark.Round);
            writer.WriteString("reason", remark.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
