using System.Text;

namespace Layotto.Components.Specification;

/// <summary>
/// Splits a command into its words as a shell does with quotes and backslashes, and does nothing else of what a shell does: no variables,
/// patterns, pipes or redirections.
/// </summary>
public static class CommandWords
{
    /// <summary>Splits a command.</summary>
    /// <param name="text">The command.</param>
    /// <param name="words">The program and its arguments; at least one when this returns true.</param>
    /// <param name="reason">When it can't be split: a sentence that says why.</param>
    public static bool TrySplit(string text, out IReadOnlyList<string> words, out string reason)
    {
        var found = new List<string>();
        words = found;
        reason = "";
        var word = new StringBuilder();
        var hasWord = false;
        char? quote = null;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '\0')
            {
                reason = "It holds a NUL, which no command can.";
                return false;
            }

            if (character == '\\' && quote != '\'')
            {
                if (++index == text.Length)
                {
                    reason = "It ends with a backslash, which has nothing to stand before.";
                    return false;
                }

                if (quote == '"' && text[index] is not ('"' or '\\'))
                    word.Append('\\');
                word.Append(text[index]);
                hasWord = true;
            }
            else if (character == quote)
            {
                quote = null;
            }
            else if (quote is null && (character is '\'' or '"'))
            {
                quote = character;
                hasWord = true;
            }
            else if (quote is null && char.IsWhiteSpace(character))
            {
                if (hasWord)
                    found.Add(word.ToString());
                word.Clear();
                hasWord = false;
            }
            else
            {
                word.Append(character);
                hasWord = true;
            }
        }

        if (quote is { } open)
        {
            reason = $"Its quote {open} is never closed.";
            return false;
        }

        if (hasWord)
            found.Add(word.ToString());
        if (found.Count == 0 || found[0].Length == 0)
            reason = "It names no program.";
        return reason.Length == 0;
    }
}
