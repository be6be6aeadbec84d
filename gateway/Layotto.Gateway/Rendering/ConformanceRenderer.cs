using System.Globalization;
using Layotto.Conformance;
using Layotto.Conformance.Sockets;

namespace Layotto.Gateway.Rendering;

/// <summary>Writes what came of testing a component.</summary>
internal static class ConformanceRenderer
{
    /// <summary>Writes a table and a summary to standard output.</summary>
    public static void Write(SocketConformanceReport report, Terminal terminal)
    {
        var table = new TextTable("SUITE", "OUTCOME", "CASE");
        foreach (var entry in report.Entries)
        {
            table.Add(
                entry.Suite,
                Word(entry.Result.Outcome),
                entry.Result.Reason.Length > 0 ? $"{entry.Result.Case}: {SafeText.Of(entry.Result.Reason)}" : entry.Result.Case);
        }

        table.Write(terminal);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"{report.Type} at {report.Socket.Path}, found by reflection {report.Socket.Reflection}.");
        terminal.Output.WriteLine($"It claims {Listed(report.Claimed)}; it was tested for {Listed(report.Abilities)}.");
        var failed = report.Count(ConformanceOutcome.Failed);
        terminal.Output.WriteLine(terminal.Paint(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Count(ConformanceOutcome.Passed)} passed, {failed} failed, {report.Count(ConformanceOutcome.NotApplicable)} not applicable, in {report.Duration.TotalSeconds:0.0} s."),
            failed > 0 ? TextColor.Red : TextColor.Green));
    }

    /// <summary>Writes a JSON object to standard output.</summary>
    public static void WriteJson(SocketConformanceReport report, Terminal terminal) => terminal.Output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", report.Type);
        json.WriteString("socket", report.Socket.Path);
        json.WriteString("reflection", report.Socket.Reflection);
        WriteList("services", report.Socket.Services);
        WriteList("claimed", report.Claimed);
        WriteList("abilities", report.Abilities);
        json.WriteNumber("passed", report.Count(ConformanceOutcome.Passed));
        json.WriteNumber("failed", report.Count(ConformanceOutcome.Failed));
        json.WriteNumber("notApplicable", report.Count(ConformanceOutcome.NotApplicable));
        json.WriteNumber("milliseconds", (long)report.Duration.TotalMilliseconds);
        json.WriteStartArray("cases");
        foreach (var (suite, result) in report.Entries)
        {
            json.WriteStartObject();
            json.WriteString("suite", suite);
            json.WriteString("name", result.Case);
            json.WriteString("outcome", result.Outcome switch { ConformanceOutcome.NotApplicable => "notApplicable", var outcome => Word(outcome) });
            if (result.Reason.Length > 0)
                json.WriteString("reason", result.Reason);
            json.WriteNumber("milliseconds", (long)result.Duration.TotalMilliseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void WriteList(string name, IReadOnlyList<string> words)
        {
            json.WriteStartArray(name);
            foreach (var word in words)
                json.WriteStringValue(word);
            json.WriteEndArray();
        }
    }));

    /// <summary>An outcome, in words.</summary>
    public static string Word(ConformanceOutcome outcome) => outcome switch
    {
        ConformanceOutcome.Passed => "passed",
        ConformanceOutcome.Failed => "failed",
        _ => "not applicable",
    };

    private static string Listed(IReadOnlyList<string> words) => words.Count == 0 ? "nothing" : SafeText.Of(string.Join(", ", words));
}
