using System.Globalization;
using System.Text;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>
/// Writes a node as the JSON text that Dapr hands to components: compact, keys sorted, and with <c>&lt;</c>, <c>&gt;</c> and
/// <c>&amp;</c> escaped, as Go's encoder writes it.
/// </summary>
internal static class JsonText
{
    public static string Write(YamlNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(YamlNode node, StringBuilder text)
    {
        switch (node)
        {
            case YamlMapping mapping:
                WriteMapping(mapping, text);
                break;
            case YamlSequence sequence:
                text.Append('[');
                for (var index = 0; index < sequence.Items.Count; index++)
                {
                    text.Append(index == 0 ? "" : ",");
                    Write(sequence.Items[index], text);
                }

                text.Append(']');
                break;
            case YamlScalar { Value: { Kind: ScalarKind.Text } value }:
                WriteText(value.JsonText, text);
                break;
            case YamlScalar { IsNull: true }:
                text.Append("null");
                break;
            case YamlScalar scalar:
                text.Append(scalar.Value.JsonText);
                break;
        }
    }

    private static void WriteMapping(YamlMapping mapping, StringBuilder text)
    {
        text.Append('{');
        var separator = "";
        foreach (var entry in mapping.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            WriteText(entry.Key, text);
            text.Append(':');
            Write(entry.Value, text);
            separator = ",";
        }

        text.Append('}');
    }

    private static void WriteText(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var character in value)
        {
            switch (character)
            {
                case '"' or '\\':
                    text.Append('\\').Append(character);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
                    break;
                default:
                    text.Append(character);
                    break;
            }
        }

        text.Append('"');
    }
}
