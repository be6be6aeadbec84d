namespace Layotto.Gateway.Rendering;

/// <summary>
/// Rows of text. On a terminal: aligned columns under headings, the last of them wrapped. In a pipe: a line per row, with tabs
/// between the columns and no headings, as <c>cut</c> and <c>awk</c> like it.
/// </summary>
/// <param name="headings">The headings of the columns.</param>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";
    private const int NarrowestLastColumn = 20;
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with a text for each column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes the table to standard output.</summary>
    public void Write(Terminal terminal)
    {
        if (!terminal.IsInteractive)
        {
            foreach (var row in _rows)
                terminal.Output.WriteLine(string.Join('\t', row));
            return;
        }

        var widths = new int[headings.Length];
        for (var column = 0; column < headings.Length; column++)
            widths[column] = _rows.Select(row => row[column].Length).Append(headings[column].Length).Max();
        var before = widths[..^1].Sum() + (Gap.Length * (headings.Length - 1));
        widths[^1] = Math.Max(NarrowestLastColumn, terminal.Width - before);

        terminal.Output.WriteLine(terminal.Paint(Line(headings, headings[^1], widths), TextColor.Bold));
        foreach (var row in _rows)
        {
            var cells = row;
            foreach (var line in TextWrapper.Wrap(row[^1], widths[^1]))
            {
                terminal.Output.WriteLine(Line(cells, line, widths));
                cells = new string[headings.Length];
            }
        }
    }

    private static string Line(string[] cells, string last, int[] widths)
        => string.Join(Gap, cells[..^1].Select((cell, column) => (cell ?? "").PadRight(widths[column])).Append(last)).TrimEnd();
}
