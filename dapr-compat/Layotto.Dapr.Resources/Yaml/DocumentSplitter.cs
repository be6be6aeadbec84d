namespace Layotto.Dapr.Resources.Yaml;

/// <summary>
/// Takes a file apart at its <c>---</c> lines before anything is parsed, as Dapr does, so that a mistake in one document
/// doesn't hide the others.
/// </summary>
internal static class DocumentSplitter
{
    public static IEnumerable<DocumentText> Split(string text)
    {
        var start = 0;
        var startLine = 0;
        var line = 0;
        var isPreamble = true;
        for (var position = 0; position < text.Length; line++)
        {
            var end = text.IndexOf('\n', position);
            end = end < 0 ? text.Length : end + 1;
            var content = text.AsSpan(position, end - position);
            if (IsSeparator(content))
            {
                if (!isPreamble)
                {
                    yield return new DocumentText(text[start..position], startLine);
                    start = position;
                    startLine = line;
                }

                isPreamble = false;
            }
            else if (isPreamble)
            {
                isPreamble = IsBlankOrDirective(content);
            }

            position = end;
        }

        yield return new DocumentText(text[start..], startLine);
    }

    private static bool IsSeparator(ReadOnlySpan<char> line)
        => line.StartsWith("---") && (line.Length == 3 || line[3] is ' ' or '\t' or '\r' or '\n');

    // What may stand before the first separator without being a document of its own.
    private static bool IsBlankOrDirective(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("%"))
            return true;
        var content = line.Trim();
        return content.Length == 0 || content[0] == '#';
    }
}
