using System.Collections;
using System.Globalization;
using System.Text;
using Layotto.Components.Metadata;
using Layotto.Components.Specification;

namespace Layotto.Dapr.Resources.Tests;

/// <summary>Writes records as lines of path and value, leaving out what is empty, so that a case shows what was read.</summary>
internal static class Description
{
    public static string Of(IReadOnlyList<ResourceProblem> problems)
        => string.Concat(problems.Select(problem => problem.Source.Document > 1 ? $"[{problem.Source.Document}] {problem}\n" : $"{problem}\n"));

    public static string Of(string name, object value)
    {
        var text = new StringBuilder();
        Write(name, value, text);
        return text.ToString();
    }

    private static void Write(string path, object? value, StringBuilder text)
    {
        switch (value)
        {
            case null or "" or false or 0:
                break;
            case SourceLocation source:
                text.Append(CultureInfo.InvariantCulture, $"{path} = {source} [{source.Document}]\n");
                break;
            case TimeSpan duration:
                text.Append(CultureInfo.InvariantCulture, $"{path} = {GoDuration.Format(duration)}\n");
                break;
            case string or bool or int or Enum:
                text.Append(CultureInfo.InvariantCulture, $"{path} = {value}\n");
                break;
            case IDictionary dictionary:
                foreach (var key in dictionary.Keys.Cast<string>().Order(StringComparer.Ordinal))
                    WriteEntry($"{path}.{key}", dictionary[key], text);
                break;
            case IEnumerable list:
                var index = 0;
                foreach (var item in list)
                    WriteEntry($"{path}[{index++}]", item, text);
                break;
            default:
                foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract"))
                    Write($"{path}.{property.Name}", property.GetValue(value), text);
                break;
        }
    }

    // Within a list or a mapping, an empty value is worth showing.
    private static void WriteEntry(string path, object? value, StringBuilder text)
    {
        if (value is "" or false or 0)
            text.Append(CultureInfo.InvariantCulture, $"{path} = {value}\n");
        else
            Write(path, value, text);
    }
}
