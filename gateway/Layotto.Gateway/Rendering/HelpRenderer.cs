namespace Layotto.Gateway.Rendering;

/// <summary>Writes pages of help.</summary>
internal static class HelpRenderer
{
    private const int WidestWords = 34;
    private const int Indent = 2;
    private const int Gap = 2;

    /// <summary>Writes a page to standard output; no line is wider than the terminal says.</summary>
    public static void Write(HelpPage page, Terminal terminal)
    {
        foreach (var line in TextWrapper.Wrap(page.Summary, terminal.Width))
            terminal.Output.WriteLine(line);
        WriteTitle("Usage", terminal);
        foreach (var usage in page.Usage)
            terminal.Output.WriteLine($"  {usage}");
        foreach (var section in page.Sections)
            WriteSection(section, terminal);
    }

    private static void WriteTitle(string title, Terminal terminal)
    {
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(terminal.Paint($"{title}:", TextColor.Bold));
    }

    private static void WriteSection(HelpSection section, Terminal terminal)
    {
        WriteTitle(section.Title, terminal);
        var widest = section.Rows.Select(row => row.Words.Length).Where(length => length <= WidestWords).DefaultIfEmpty(0).Max();
        foreach (var (words, meaning) in section.Rows)
        {
            if (words.Length == 0)
            {
                WriteIndented(meaning, Indent, terminal);
                continue;
            }

            var column = Indent + widest + Gap;
            if (meaning.Length == 0)
            {
                terminal.Output.WriteLine($"  {words}");
                continue;
            }

            terminal.Output.Write($"  {words}");
            if (words.Length > widest)
                terminal.Output.WriteLine();
            else
                terminal.Output.Write(new string(' ', column - Indent - words.Length));
            WriteIndented(meaning, column, terminal, continues: words.Length <= widest);
        }
    }

    private static void WriteIndented(string text, int column, Terminal terminal, bool continues = false)
    {
        foreach (var line in TextWrapper.Wrap(text, terminal.Width - column))
        {
            terminal.Output.WriteLine(continues ? line : new string(' ', column) + line);
            continues = false;
        }
    }
}
