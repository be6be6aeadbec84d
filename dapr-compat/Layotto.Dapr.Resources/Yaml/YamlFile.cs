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
            var builder = new YamlTreeBuilder(new Parser(new Scanner(reader)), file, part.LinesBefore, problems);
            for (; builder.TryReadDocument(number, out var root) && number <= YamlLimits.Documents; number++)
            {
                if (root is not null)
                    documents.Add(new YamlDocument(root, root.Origin, part));
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
        var source = new Components.Specification.SourceLocation(file, number, part.LinesBefore + line);
        if (IsIndentedWithTab(part.Text, line))
            problems.Error(source, "", "", "The line is indented with a tab.", "YAML takes spaces only.");
        else
            problems.Error(source, "", "", $"The document is no YAML: {Sentence(exception.Message)}");
    }

    private static bool IsIndentedWithTab(string text, int line)
    {
        var position = 0;
        while (--line > 0)
        {
            position = text.IndexOf('\n', position) + 1;
            if (position == 0)
                return false;
        }

        foreach (var character in text.AsSpan(position))
        {
            if (character == '\t')
                return true;
            if (character != ' ')
                return false;
        }

        return false;
    }

    // The parser's own words, with a capital letter's worth of politeness and one full stop.
    private static string Sentence(string message)
    {
        var sentence = message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return sentence.Length == 0 ? "the parser gives no reason." : $"{char.ToLowerInvariant(sentence[0])}{sentence[1..]}.";
    }
}
