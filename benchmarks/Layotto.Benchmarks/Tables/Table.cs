using System.Text;

namespace Layotto.Benchmarks.Tables;

/// <summary>Rows of text under headers; the first column leans left, all others right.</summary>
internal sealed record Table(string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public string ToText()
    {
        var widths = Widths();
        var text = new StringBuilder().AppendLine(Title);
        AppendRow(text, Headers, widths, "  ", "", "");
        foreach (var row in Rows)
            AppendRow(text, row, widths, "  ", "", "");
        return text.ToString();
    }

    public string ToMarkdown()
    {
        var widths = Widths();
        var text = new StringBuilder().Append("### ").AppendLine(Title).AppendLine();
        AppendRow(text, Headers, widths, " | ", "| ", " |");
        var rules = widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":");
        AppendRow(text, [.. rules], widths, " | ", "| ", " |");
        foreach (var row in Rows)
            AppendRow(text, row, widths, " | ", "| ", " |");
        return text.ToString();
    }

    private int[] Widths() =>
        [.. Headers.Select((header, column) => Math.Max(3, Rows.Select(row => row[column].Length).Append(header.Length).Max()))];

    private static void AppendRow(
        StringBuilder text, IReadOnlyList<string> cells, int[] widths, string separator, string start, string end)
    {
        var padded = cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        text.AppendLine((start + string.Join(separator, padded) + end).TrimEnd());
    }
}
