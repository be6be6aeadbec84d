using System.Text;
using System.Text.RegularExpressions;

namespace Layotto.Components.Middleware;

/// <summary>
/// Regular expressions as operators write them for Dapr, in Go's syntax. They run in time linear to the text, as Go's do, so that no
/// request can keep one busy.
/// </summary>
internal static class GoPattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t ", ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9", ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ", ["upper"] = "A-Z", ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>Compiles an expression.</summary>
    /// <param name="key">The metadata key it is the value of, for the error.</param>
    /// <param name="pattern">The expression.</param>
    /// <param name="options">Further options.</param>
    /// <exception cref="MetadataException">It is no regular expression, or one that needs backtracking.</exception>
    public static Regex Compile(string key, string pattern, RegexOptions options = RegexOptions.None)
    {
        try
        {
            return new Regex(Translate(pattern), Options | options);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new MetadataException(
                key, $"The metadata key \"{key}\" is no regular expression that can be used: {exception.Message} "
                    + "It must be one in Go's syntax, without look-around and back-references.");
        }
    }

    // What the two syntaxes write alike but mean differently, or write differently: $ is the very end, \d \s \w are ASCII.
    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        var isInClass = false;
        for (var index = 0; index < pattern.Length; index++)
        {
            var rest = pattern.AsSpan(index);
            switch (pattern[index])
            {
                case '\\' when rest.Length > 1:
                    result.Append(Escape(rest[1], isInClass));
                    index++;
                    break;
                case '[' when isInClass && rest.StartsWith("[:") && rest.IndexOf(":]") is > 0 and var end
                    && PosixClasses.TryGetValue(rest[2..end].ToString(), out var characters):
                    result.Append(characters);
                    index += end + 1;
                    break;
                case '[' when isInClass:
                    result.Append(@"\[");
                    break;
                case '[':
                    isInClass = true;
                    result.Append('[');
                    break;
                case ']' when isInClass && !IsFirstOfClass(pattern, index):
                    isInClass = false;
                    result.Append(']');
                    break;
                case '$' when !isInClass && !pattern.StartsWith("(?m", StringComparison.Ordinal):
                    result.Append(@"\z");
                    break;
                case '(' when !isInClass && rest.StartsWith("(?P<"):
                    result.Append("(?<");
                    index += 3;
                    break;
                default:
                    result.Append(pattern[index]);
                    break;
            }
        }

        return result.ToString();
    }

    // A bracket right behind the one that opens a class, or behind the circumflex there, stands for itself.
    private static bool IsFirstOfClass(string pattern, int index)
        => pattern[index - 1] == '[' || (pattern[index - 1] == '^' && index > 1 && pattern[index - 2] == '[');

    private static string Escape(char character, bool isInClass) => (character, isInClass) switch
    {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('D', false) => "[^0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', false) => @"[\t\n\f\r ]",
        ('s', true) => @"\t\n\f\r ",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => $@"\{character}",
    };
}
