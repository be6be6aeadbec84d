using System.Globalization;
using System.Text;

namespace Layotto.Gateway.Rendering;

/// <summary>
/// Writes what a check found. On a terminal: grouped by file, with a summary. In a pipe: a problem a line, in the form of
/// compilers (<c>file:line: error: message</c>), which editors find their way by.
/// </summary>
internal static class CheckReportRenderer
{
    /// <summary>Writes the report to standard output.</summary>
    public static void Write(CheckReport report, Terminal terminal)
    {
        var ordered = report.Problems
            .OrderBy(problem => problem.File, StringComparer.Ordinal)
            .ThenBy(problem => problem.Line ?? 0)
            .ThenByDescending(problem => problem.Severity)
            .ToList();
        if (terminal.IsInteractive)
            WriteGrouped(ordered, terminal);
        else
            WriteLines(ordered, terminal);
        terminal.Output.WriteLine(Summary(report, terminal));
    }

    /// <summary>Writes the report as a JSON object to standard output.</summary>
    public static void WriteJson(CheckReport report, Terminal terminal) => terminal.Output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("files", report.Files);
        json.WriteNumber("documents", report.Documents);
        json.WriteNumber("errors", report.Errors);
        json.WriteNumber("warnings", report.Warnings);
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("severity", Word(problem.Severity));
            json.WriteString("file", problem.File);
            if (problem.Document is { } document)
                json.WriteNumber("document", document);
            if (problem.Line is { } line)
                json.WriteNumber("line", line);
            if (problem.Field is { } field)
                json.WriteString("field", field);
            json.WriteString("message", problem.Message);
            if (problem.Suggestion is { } suggestion)
                json.WriteString("suggestion", suggestion);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static void WriteGrouped(List<Problem> problems, Terminal terminal)
    {
        foreach (var file in problems.GroupBy(problem => problem.File, StringComparer.Ordinal))
        {
            terminal.Output.WriteLine(terminal.Paint(SafeText.Of(file.Key), TextColor.Bold));
            foreach (var problem in file)
            {
                var word = terminal.Paint(Word(problem.Severity).PadRight(7), ColorOf(problem.Severity));
                terminal.Output.WriteLine($"  {word}  {Place(problem)}");
                foreach (var line in TextWrapper.Wrap(SafeText.Of(problem.Message), terminal.Width - 11))
                    terminal.Output.WriteLine($"           {line}");
                if (problem.Suggestion is null)
                    continue;
                foreach (var line in TextWrapper.Wrap(SafeText.Of(problem.Suggestion), terminal.Width - 11))
                    terminal.Output.WriteLine($"           {terminal.Paint(line, TextColor.Green)}");
            }

            terminal.Output.WriteLine();
        }
    }

    private static void WriteLines(List<Problem> problems, Terminal terminal)
    {
        var text = new StringBuilder();
        foreach (var problem in problems)
        {
            text.Clear().Append(problem.File).Append(':');
            if (problem.Line is { } line)
                text.Append(CultureInfo.InvariantCulture, $"{line}:");
            text.Append(' ').Append(Word(problem.Severity)).Append(": ");
            if (problem.Field is { } field)
                text.Append(field).Append(": ");
            text.Append(problem.Message);
            if (problem.Suggestion is { } suggestion)
                text.Append(' ').Append(suggestion);
            terminal.Output.WriteLine(SafeText.Of(text.ToString()));
        }
    }

    private static string Place(Problem problem)
    {
        var parts = new List<string>(3);
        if (problem.Line is { } line)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}"));
        if (problem.Document is { } document)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"document {document}"));
        if (problem.Field is { } field)
            parts.Add(SafeText.Of(field));
        return parts.Count == 0 ? "the whole file" : string.Join(", ", parts);
    }

    private static string Summary(CheckReport report, Terminal terminal)
    {
        var looked = $"{Counted(report.Documents, "document")} in {Counted(report.Files, "file")}";
        if (report.Problems.Count == 0)
            return terminal.Paint($"Nothing wrong with {looked}.", TextColor.Green);
        var found = $"{Counted(report.Errors, "error")} and {Counted(report.Warnings, "warning")} in {looked}.";
        return terminal.Paint(found, report.Errors > 0 ? TextColor.Red : TextColor.Yellow);
    }

    private static string Counted(int count, string noun)
        => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Word(ProblemSeverity severity) => severity == ProblemSeverity.Error ? "error" : "warning";

    private static TextColor ColorOf(ProblemSeverity severity) => severity == ProblemSeverity.Error ? TextColor.Red : TextColor.Yellow;
}
