using System.Text;

namespace Layotto.Gateway.CommandLine.Flags;

/// <summary>Lists in one value, as pflag reads them: a line of CSV, in which quotes keep a comma from being a separator.</summary>
internal static class CommaSeparated
{
    /// <summary>Splits a value; blanks around the elements are cut off, and empty elements left out.</summary>
    public static IEnumerable<string> Split(string value)
    {
        var element = new StringBuilder();
        var quoted = false;
        foreach (var character in value)
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                if (Take(element) is { Length: > 0 } text)
                    yield return text;
            }
            else
            {
                element.Append(character);
            }
        }

        if (Take(element) is { Length: > 0 } last)
            yield return last;
    }

    private static string Take(StringBuilder element)
    {
        var text = element.ToString().Trim();
        element.Clear();
        return text;
    }
}
