using System.Text;
using System.Text.RegularExpressions;

namespace Layotto.Runtime.Expressions;

/// <summary>
/// Reads the patterns of <c>matches()</c>, which are RE2's, as ones of .NET that take time in proportion to the text alone. What RE2
/// lacks, such as back references, is refused.
/// </summary>
internal static class CelPattern
{
    private const int MaxLength = 1000;

    // RE2's classes are of ASCII, and those of .NET are of Unicode.
    private const string Digit = "0-9";
    private const string Word = "0-9A-Za-z_";
    private const string Space = @"\t\n\f\r ";

    /// <summary>Reads a pattern.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? TryRead(string pattern, out Regex? regex)
    {
        regex = null;
        if (pattern.Length > MaxLength)
            return $"the pattern has {pattern.Length} characters, and at most {MaxLength} are read";
        try
        {
            regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException exception)
        {
            return $"the pattern is wrong: {exception.Error}";
        }
        catch (NotSupportedException)
        {
            return "the pattern is too large, or asks for what RE2 doesn't have: looking ahead or behind, back references, atomic groups";
        }
    }

    private static string Translate(string pattern)
    {
        var translated = new StringBuilder(pattern.Length + 16);
        var isMultiline = pattern.StartsWith("(?", StringComparison.Ordinal) && pattern.AsSpan(0, Math.Max(0, pattern.IndexOf(')', StringComparison.Ordinal))).Contains('m');
        var isInClass = false;
        for (var at = 0; at < pattern.Length; at++)
        {
            var next = pattern[at];
            if (next == '\\' && at + 1 < pattern.Length)
            {
                at++;
                if (pattern[at] == 'Q' && !isInClass)
                    at = Quote(pattern, at + 1, translated);
                else if (pattern[at] is 'p' or 'P' && at + 1 < pattern.Length && char.IsAsciiLetter(pattern[at + 1]))
                    translated.Append('\\').Append(pattern[at]).Append('{').Append(pattern[++at]).Append('}');
                else
                    translated.Append(Escape(pattern[at], isInClass));
            }
            else if (isInClass && next == '[' && Named(pattern, at, out var end) is { } members)
            {
                translated.Append(members);
                at = end;
            }
            else if (isInClass)
            {
                isInClass = next != ']';
                translated.Append(next == '[' ? @"\[" : next.ToString());
            }
            else if (next == '[')
            {
                isInClass = true;
                translated.Append(next);
                at = FirstOfClass(pattern, at, translated);
            }
            else if (next == '$' && !isMultiline)
            {
                // .NET's would match before a last line break too.
                translated.Append(@"\z");
            }
            else if (pattern.AsSpan(at).StartsWith("(?P<", StringComparison.Ordinal))
            {
                translated.Append("(?<");
                at += 3;
            }
            else
            {
                translated.Append(next);
            }
        }

        return translated.ToString();
    }

    // A bracket that comes first stands for itself.
    private static int FirstOfClass(string pattern, int at, StringBuilder translated)
    {
        if (at + 1 < pattern.Length && pattern[at + 1] == '^')
        {
            translated.Append('^');
            at++;
        }

        if (at + 1 < pattern.Length && pattern[at + 1] == ']')
        {
            translated.Append(@"\]");
            at++;
        }

        return at;
    }

    private static string Escape(char letter, bool isInClass) => letter switch
    {
        'd' => isInClass ? Digit : $"[{Digit}]",
        'w' => isInClass ? Word : $"[{Word}]",
        's' => isInClass ? Space : $"[{Space}]",
        'D' when !isInClass => $"[^{Digit}]",
        'W' when !isInClass => $"[^{Word}]",
        'S' when !isInClass => $"[^{Space}]",
        _ => $"\\{letter}",
    };

    private static string? Named(string pattern, int at, out int end)
    {
        end = pattern.IndexOf(":]", at, StringComparison.Ordinal) + 1;
        return end <= 0 ? null : pattern[at..(end + 1)] switch
        {
            "[:alpha:]" => "A-Za-z",
            "[:digit:]" => Digit,
            "[:alnum:]" => "0-9A-Za-z",
            "[:upper:]" => "A-Z",
            "[:lower:]" => "a-z",
            "[:space:]" => @"\t\n\v\f\r ",
            "[:blank:]" => @"\t ",
            "[:word:]" => Word,
            "[:xdigit:]" => "0-9A-Fa-f",
            "[:punct:]" => @"!-/:-@\[-`{-~",
            "[:print:]" => " -~",
            "[:graph:]" => "!-~",
            "[:cntrl:]" => @"\x00-\x1F\x7F",
            "[:ascii:]" => @"\x00-\x7F",
            _ => null,
        };
    }

    private static int Quote(string pattern, int start, StringBuilder translated)
    {
        var end = pattern.IndexOf(@"\E", start, StringComparison.Ordinal);
        translated.Append(Regex.Escape(pattern[start..(end < 0 ? pattern.Length : end)]));
        return end < 0 ? pattern.Length : end + 1;
    }
}
