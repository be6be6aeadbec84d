using System.Text;

namespace Layotto.Dapr.Resources.Yaml;

/// <summary>
/// Puts environment variables in place of <c>$NAME</c> and <c>${NAME}</c>, by the rules of Go's <c>os.ExpandEnv</c>: an unset
/// one stands for nothing, and a dollar sign without a name after it stays.
/// </summary>
internal static class EnvironmentPlaceholders
{
    private const string SpecialNames = "*#$@!?-0123456789";

    /// <summary>Expands a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">Looks a variable up.</param>
    /// <param name="onUnset">Is told the name of each variable that isn't set, and where in the text it stands.</param>
    public static string Expand(string text, Func<string, string?> environment, Action<string, int> onUnset)
    {
        var expanded = new StringBuilder(text.Length);
        var position = 0;
        while (text.IndexOf('$', position) is var dollar and >= 0)
        {
            expanded.Append(text, position, dollar - position);
            var (name, length) = NameAt(text.AsSpan(dollar + 1));
            if (name.Length > 0)
            {
                if (environment(name) is { } value)
                    expanded.Append(value);
                else if (!SpecialNames.Contains(name[0]))
                    onUnset(name, dollar);
            }
            else if (length == 0)
            {
                expanded.Append('$');
            }

            position = dollar + 1 + length;
            if (expanded.Length > YamlLimits.FileBytes)
                throw new YamlFault(1 + text.AsSpan(0, dollar).Count('\n'), "With its environment variables put in, the file is too large.");
        }

        return expanded.Append(text, position, text.Length - position).ToString();
    }

    // The name after a dollar sign, and how many characters it takes up with its braces. An empty name that takes up some is
    // a malformed placeholder, which is dropped.
    private static (string Name, int Length) NameAt(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
            return ("", 0);
        if (text[0] == '{')
        {
            var end = text.IndexOf('}');
            return end < 0 ? ("", 1) : (text[1..end].ToString(), end + 1);
        }

        if (SpecialNames.Contains(text[0]))
            return (text[..1].ToString(), 1);
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
            length++;
        return (text[..length].ToString(), length);
    }
}
