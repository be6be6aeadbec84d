using YamlDotNet.Core;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>Reads the text of a file into its documents. What can't be read becomes a problem, and the rest is read all the same.</summary>
internal static class YamlFile
{
    public static IReadOnlyList<YamlDocument> Read(string file, string text, ProblemList problems)
    {
        var documents = new List<YamlDocument>();
        var number = 1;
        foreach (var part in DocumentSplitter.Split(text))
        {
            if (number > YamlLimits.Documents)
            {
                problems.Error(
                    new(file, number, part.LinesBefore + 1), "", "",
                    $"The file has more than {YamlLimits.Documents} documents; from here on they aren't read.", "Split the file.");
                break;
            }

            number = ReadPart(file, part, number, documents, problems);
        }

        return documents;
    }

    /// <summary>Reads the documents of one part.</summary>
    /// <returns>The number of the document that follows.</returns>
    public static int ReadPart(string file, DocumentText part, int number, List<YamlDocument> documents, ProblemList problems)
    {
        try
        {
            using var reader = new StringReader(part.Text);
            var builder = new YamlTreeBuilder(new GuardedParser(new Parser(new Scanner(reader)), part.LinesBefore), file, part.LinesBefore, problems);
            for (; builder.TryReadDocument(number, out var root) && number <= YamlLimits.Documents; number++)
            {
                if (root is not null)
                    documents.Add(new YamlDocument(root, root.Origin, part, builder.HasProblems));
            }
        }
        catch (YamlFault fault)
        {
            problems.Error(new(file, number, fault.Line), "", "", fault.Message, fault.Suggestion);
            number++;
        }
        catch (YamlException exception)
        {
            Report(file, part, number, exception, problems);
            number++;
        }

        return number;
    }

    private static void Report(string file, DocumentText part, int number, YamlException exception, ProblemList problems)
    {
        var line = (int)Math.Max(1, exception.Start.Line);
        if (LineIndentedWithTab(part.Text, line, exception) is { } tabbed)
            problems.Error(new(file, number, part.LinesBefore + tabbed), "", "", "The line is indented with a tab.", "YAML takes spaces only.");
        else
            problems.Error(new(file, number, part.LinesBefore + line), "", "", $"The document is no YAML: {Sentence(exception.Message)}");
    }

    // The parser gives the line where the thing began that the tab broke off, and doesn't always say that it was a tab.
    private static int? LineIndentedWithTab(string text, int first, YamlException exception)
    {
        var last = exception.Message.Contains("tab", StringComparison.Ordinal) ? int.MaxValue : first + 1;
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            if (++line > last)
                return null;
            if (line >= first && content[..^content.TrimStart().Length].Contains('\t') && content.TrimStart().Length > 0)
                return line;
        }

        return null;
    }

    // The parser's own words, with a capital letter's worth of politeness and one full stop.
    private static string Sentence(string message)
    {
        var sentence = message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return sentence.Length == 0 ? "the parser gives no reason." : $"{char.ToLowerInvariant(sentence[0])}{sentence[1..]}.";
    }
}
