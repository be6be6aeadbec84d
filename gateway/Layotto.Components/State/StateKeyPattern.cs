using System.Text;

namespace Layotto.Components.State;

/// <summary>
/// A pattern of keys (<see cref="IKeyListingStateStore"/>): <c>%</c> for any text, <c>_</c> for any one character, a backslash
/// for the character after it as it is; one at the very end is itself. Letters match in their own case alone.
/// </summary>
public sealed class StateKeyPattern
{
    /// <summary>The longest pattern, in UTF-16 code units.</summary>
    public const int MaxLength = 4096;

    private readonly Token[] _tokens;

    private StateKeyPattern(Token[] tokens) => _tokens = tokens;

    private enum TokenKind
    {
        Literal,
        AnyCharacter,
        AnyText,
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ComponentException">It is empty or longer than <see cref="MaxLength"/>.</exception>
    public static StateKeyPattern Parse(string pattern)
    {
        if (pattern.Length == 0)
            throw new ComponentException("keys like pattern cannot be empty: give % for all keys");
        if (pattern.Length > MaxLength)
            throw new ComponentException($"The pattern of keys has {pattern.Length} characters; it may have {MaxLength}.");

        var tokens = new List<Token>(pattern.Length);
        var escaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (escaped)
            {
                tokens.Add(new Token(TokenKind.Literal, rune));
                escaped = false;
                continue;
            }

            switch (rune.Value)
            {
                case '\\':
                    escaped = true;
                    break;
                case '%':
                    if (tokens.Count == 0 || tokens[^1].Kind != TokenKind.AnyText)
                        tokens.Add(new Token(TokenKind.AnyText, default));
                    break;
                case '_':
                    tokens.Add(new Token(TokenKind.AnyCharacter, default));
                    break;
                default:
                    tokens.Add(new Token(TokenKind.Literal, rune));
                    break;
            }
        }

        if (escaped)
            tokens.Add(new Token(TokenKind.Literal, new Rune('\\')));
        return new StateKeyPattern([.. tokens]);
    }

    /// <summary>Puts a backslash before every character that a pattern would take for more than itself.</summary>
    public static string Escape(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);

    /// <summary>Whether a whole key matches. The time is at most the product of both lengths.</summary>
    public bool IsMatch(string key)
    {
        // Once a later % is reached, an earlier one never has to be tried again: whatever it could swallow, the later one can.
        int position = 0, token = 0, retryToken = -1, retryPosition = 0;
        while (position < key.Length)
        {
            if (token < _tokens.Length && _tokens[token].Kind == TokenKind.AnyText)
            {
                retryToken = ++token;
                retryPosition = position;
                continue;
            }

            Rune.DecodeFromUtf16(key.AsSpan(position), out var rune, out var length);
            if (token < _tokens.Length && (_tokens[token].Kind == TokenKind.AnyCharacter || _tokens[token].Character == rune))
            {
                token++;
                position += length;
                continue;
            }

            if (retryToken < 0)
                return false;
            token = retryToken;
            Rune.DecodeFromUtf16(key.AsSpan(retryPosition), out _, out length);
            position = retryPosition += length;
        }

        while (token < _tokens.Length && _tokens[token].Kind == TokenKind.AnyText)
            token++;
        return token == _tokens.Length;
    }

    /// <summary>The same pattern in the syntax of SQLite's GLOB: <c>*</c>, <c>?</c>, and brackets around characters that aren't special.</summary>
    public string ToGlob()
    {
        var glob = new StringBuilder(_tokens.Length + 8);
        foreach (var token in _tokens)
        {
            switch (token.Kind)
            {
                case TokenKind.AnyText:
                    glob.Append('*');
                    break;
                case TokenKind.AnyCharacter:
                    glob.Append('?');
                    break;
                case TokenKind.Literal when token.Character.Value is '*' or '?' or '[':
                    glob.Append('[').Append(token.Character).Append(']');
                    break;
                default:
                    glob.Append(token.Character);
                    break;
            }
        }

        return glob.ToString();
    }

    private readonly record struct Token(TokenKind Kind, Rune Character);
}
